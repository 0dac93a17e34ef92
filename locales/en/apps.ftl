# Apps.

apps-lead = The products whose customers you put into groups.
apps-empty-title = No app yet
apps-empty-text = Add an app and bring in its customers, or load a sample app to look around.
app-add = Add an app
app-added = “{ $name }” is added.
app-name = Name
app-name-length = Give the app a name of at most 100 characters.
app-name-taken = Another of your apps has this name. Choose another.
app-platform = Platform
app-platform-help = In a segment of a Windows app are only customers who acquired it on Windows 10 or later.
platform-windows = Windows
platform-android = Android
platform-ios = iOS
platform-web = Web
platform-other = Other
app-sample-load = Load a sample app
app-sample-name = Sample app
app-sample-loading = “{ $name }” is being filled with { $count } customers that nobody is.
