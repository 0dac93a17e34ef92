# What goes out once more, and what is worth knowing before
notification-duplicate = Duplicate
notification-duplicated = This draft says the same. Change what is to be different.
notification-repeat =
    { $count ->
        [one] Send to the { $count } unknown once more
       *[other] Send to the { $count } unknown once more
    }
notification-repeat-help = Nobody knows whether these browsers got the message. One that shows it shows it once: the second takes the place of the first. Whoever has dismissed it may see it again.
notification-repeated-now = It is being sent once more to the browsers whose outcome is unknown.
notification-reads-another =
    { $count ->
        [one] { $count } of them has a browser in another language, and reads the text in “{ $language }”.
       *[other] { $count } of them have a browser in another language, and read the text in “{ $language }”.
    }
notification-got-lately =
    { $count ->
        [one] { $count } of them got another notification in the last 24 hours.
       *[other] { $count } of them got another notification in the last 24 hours.
    }
preview-from = Your website
preview-windows-light = Windows, light
preview-windows-dark = Windows, dark
preview-android-light = Android, light
preview-android-dark = Android, dark
preview-shown-help = About so: each browser shortens texts and shows pictures in its own way. Send it to your own browser to see it there.

# Those who came since, and what notifications begin with
notification-newcomers = Send to those who came since
notification-for-newcomers = This draft is a copy. It goes only to people the first one was not sent to.
notification-newcomers-cancelled = It was cancelled, so it did not go to everybody it was for. Duplicate it to send it to all of them.
notification-newcomers-unsent = It has not gone out yet, so nobody came since.
notification-follows = Goes only to people this one was not sent to
omission-had = Has been sent the one before
audit-subject-template = Template of notifications
template-keep = Save as template
template-kept = “{ $name }” is a template now. New notifications can begin with it.
template-delete = Delete
template-delete-one = Delete the template { $name }
template-deleted = The template “{ $name }” is deleted.
templates-title = Templates
templates-lead = What notifications begin with: texts and settings, but not who receives them and when.
templates-begin = Begin with:
templates-empty = There are no templates. The page of each notification can make one of it.
templates-too-many = There are { $most } templates already: delete one that is no longer needed.
