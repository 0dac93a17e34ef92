# Words that every page shares.

page-title = { $title } - { product-name }
skip-to-content = Skip to content

# Navigation
nav-label = Main
nav-engage = Engage
nav-customer-groups = Customer groups
nav-apps = Apps
nav-customers = Customers
nav-imports = Imports
nav-team = Team
nav-settings = Settings
nav-menu = Menu
breadcrumbs-label = You are here

# What a user can do anywhere
button-save = Save
button-cancel = Cancel
button-search = Search
button-clear-search = Clear search
button-edit = Edit
button-rename = Rename
button-copy = Copy
button-archive = Archive
button-restore = Restore
button-delete = Delete
button-change-kind = Change the kind
button-continue = Continue
button-freeze = Freeze
button-show = Show
button-check = Check
button-history = History
button-compare = Compare
button-back = Back
button-refresh = Refresh
button-update = Update
button-export-csv = Export .csv
button-sign-in = Sign in
button-sign-out = Sign out
copy = Copy
copied = Copied

# Lists
search-nothing-found = Nothing matches “{ $query }”.
pages-label = Pages
pages-previous = Previous page
pages-next = Next page
pages-range = { $first } to { $last } of { $total }
column-name = Name
column-actions = Actions
column-status = Status
column-share = Share
customers-count =
    { $count ->
        [one] { $count } customer
       *[other] { $count } customers
    }

# Forms
form-errors = What you typed is still here. Please look at:
remove-value = Remove { $value }
values-pasted = Pasted: { $pasted }. Unknown here: { $unknown }.
filter-list = Filter this list
field-choose = Choose one.
name-invisible = The name has characters that nobody sees. Type it again.
field-controls = This text has characters that cannot be kept. Each is shown as � here: take them out.
field-too-long =
    { $count ->
        [one] Use at most { $count } character.
       *[other] Use at most { $count } characters.
    }
yes = Yes
no = No
none = None
unknown = Unknown
saved = Saved.

# Numbers, money and time
percentage = { $share }%
percentage-below = < { $share }%
percentage-above = > { $share }%
money = { $sign }{ $amount }
money-owed = -{ $sign }{ $amount }
money-code = { $sign } { $amount }
money-code-owed = -{ $sign } { $amount }
ago-now = just now
ago-minutes =
    { $count ->
        [one] { $count } minute ago
       *[other] { $count } minutes ago
    }
ago-hours =
    { $count ->
        [one] { $count } hour ago
       *[other] { $count } hours ago
    }
ago-days =
    { $count ->
        [one] { $count } day ago
       *[other] { $count } days ago
    }
ago-months =
    { $count ->
        [one] { $count } month ago
       *[other] { $count } months ago
    }
ago-years =
    { $count ->
        [one] { $count } year ago
       *[other] { $count } years ago
    }
updated-ago = updated { $ago }
updated-never = not calculated yet
as-of = As of { $date }

# Languages of the interface, each in its own words
language-name-en = English
language-name-fr = Français

# Errors
error-not-found-title = This page does not exist
error-not-found-text = The address may be mistyped, or what it showed is no longer there.
error-deleted-app = This app was deleted on { $date }.
error-deleted-group = This group was deleted on { $date }.
error-deleted-draft = This file was discarded on { $date }.
error-deleted-customer = This customer was erased on { $date }.
error-forbidden-title = You cannot do this
error-forbidden-text = Your role does not allow it. Ask an owner of your publisher.
error-bad-request-title = This request could not be read
error-bad-request-text = Use your browser's Back button, load the page again and retry.
error-too-large-title = This is too large
error-too-large-text = Send a smaller file or less text.
error-too-large-limit = This page takes at most { $size }. Use your browser's Back button to return to what you typed, then shorten it or choose a smaller file.
size-kilobytes = { $count } kB
size-megabytes = { $count } MB
error-too-many-title = Too many attempts
error-too-many-text = Wait a while, then try again.
error-busy-title = Engage cannot answer just now
error-busy-text = It is busy, or its database is away. Nothing that was saved is lost. Try again in a moment.
error-full-title = There is no room left
error-full-text = The disk of the server is full, so nothing was saved. Pages can still be read. Ask whoever runs the server to make room.
error-internal-title = Something went wrong on our side
error-internal-text = It has been written to the log. Try again in a moment.
error-home-link = Go to customer groups
