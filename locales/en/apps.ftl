# Apps.

apps-lead = The products whose customers you put into groups.
apps-empty-title = No app yet
apps-empty-text = Add an app, then bring in its customers with “engage import”.
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
