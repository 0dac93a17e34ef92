# Apps.

apps-lead = The products whose customers you put into groups.
apps-empty-title = No app yet
apps-empty-text = Add an app and bring in its customers, or load a sample app to look around.
app-add = Add an app
app-added = “{ $name }” is added.
app-name = Name
app-name-length = Give the app a name of at most 300 characters.
app-changed-meanwhile = This app was changed meanwhile, in another tab or by someone else. Save again to put this in its place, or open it anew.
app-name-taken = Another of your apps has this name. Choose another.
app-platform = Platform
app-platform-help = In a segment of a Windows app are only customers who acquired it on Windows 10 or later.
app-currency = Currency
app-currency-help = The currency of its purchases. Amounts in another one are refused and never converted. It can be changed until the app has purchases. The spend in all apps counts those with this currency.
app-currency-fixed = The app has purchases, or a file is being imported, so its currency cannot be changed any more. Choose the one it had, or add another app.
platform-windows = Windows
platform-android = Android
platform-ios = iOS
platform-web = Web
platform-other = Other
app-sample-load = Load a sample app
app-sample-name = Sample app
app-sample-loading = “{ $name }” is being filled with { $count } made-up customers.
app-sample-too-many = { $limit } sample apps are already being filled. Load another when one of them is done.
app-sample-over-quota = The files that wait may take { $limit } MB together, and there is no room for those of a sample app. Load it when some of them are done.
app-sample-no-room = The disk of the server has no room for a sample app. Ask whoever runs Engage to make some, then load it again.
app-doings = What they did
app-sessions = Sessions
app-last-used = Last used
app-purchases = Purchases
app-spend = Spend
app-ratings = Ratings
app-attributes = Custom attributes
app-no-attributes = None. Every further column of a file of customers becomes one.
app-no-segments = No segment of this app yet.
app-being-filled = A file is being taken in, and these numbers will change.

# Churn prediction
churn-heading = Churn prediction
churn-none = Not predicted yet: the risk is unknown of everyone until the next daily refresh.
churn-fitted = Predicted from the days of use of { $count } customers with repeated use, on { $date }.
churn-too-few = Not predicted: { $count } customers have used the app on more than one day, and a prediction needs { $least }. The risk is unknown of everyone.
churn-not-converged = Not predicted: the days of use of { $count } customers fit no model. The risk is unknown of everyone.
churn-active = Probability of still being active
