# What goes out once more, and what is worth knowing before
notification-duplicate = Duplicate
notification-duplicated = This draft says the same. Change what is to be different.
notification-repeat =
    { $count ->
        [one] Send to the { $count } unknown once more
       *[other] Send to the { $count } unknown once more
    }
notification-repeat-help = Nobody knows whether these browsers got the message. One that shows it shows it once: the second takes the place of the first. Whoever has dismissed it may see it again.
notification-repeated-now = It is sent once more to those of whom nobody knows.
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
