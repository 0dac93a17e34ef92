# The publisher's rules and a user's own settings.

settings-rules = Rules of your publisher
settings-rules-text = They hold for every segment of every app.
settings-rules-owner = Only an owner can change these rules.
settings-rules-changed-meanwhile = The rules were changed meanwhile, in another tab or by someone else: at least { $age } years old, and a minimum of { $size } members. Save again to put these in their place.
settings-rules-saved = The rules are saved, and every group is counted again.
settings-least-age = Least age
settings-least-age-help = In full years, 17 or more. Younger customers are in no segment.
settings-least-age-wrong = Type an age from 17 to 130. It can be raised, never lowered below 17.
settings-count-unknown-age = Count customers of unknown age
settings-count-unknown-age-help = Otherwise a customer whose age is not known is in no segment.
settings-minimum-size = Minimum size of a segment
settings-minimum-size-help = From 1 to 10,000 members. A smaller segment is inactive.
settings-minimum-size-wrong = Type a number from 1 to 10,000.
settings-currency = Currency
settings-currency-label = Currency of new apps
settings-currency-help = New apps start with it. Apps that exist keep theirs.
settings-currency-save = Save the currency
settings-currency-saved = New apps start with this currency.
settings-currency-changed-meanwhile = The currency was changed meanwhile to { $currency }. Save again to put yours in its place.
settings-language = Language
settings-language-label = Language of your pages
settings-language-browser = As the browser asks
settings-language-save = Save the language
settings-language-saved = Your pages are in English.
settings-password = Password
settings-password-current = Current password
settings-password-new = New password
settings-password-help = At least 12 characters. Wherever else you are signed in, you will have to sign in again.
settings-password-save = Change the password
settings-password-wrong = This is not your current password.
settings-password-saved = Your password is changed. Other sessions have ended.

# What rules would change
effect-title = Effect on today's numbers
effect-show = Show the effect
effect-none = Change a rule to see what it does before you save it.
effect-failed = The effect cannot be shown right now.
effect-becomes =
    { $now ->
        [one] { $name }: { $now } available customer would be { $then }.
       *[other] { $name }: { $now } available customers would be { $then }.
    }
effect-no-app = You have no app yet, so no number changes.
effect-no-segment-yet = You have no segment yet.
effect-stays =
    { $now ->
        [one] { $name }: { $now } available customer, as now.
       *[other] { $name }: { $now } available customers, as now.
    }
effect-becomes-small = “{ $name }” would be small and inactive.
effect-no-longer-small = “{ $name }” could be used.
effect-no-segment = No segment becomes small or can be used again.
effect-together = All three together
effect-segments = Segments that change
effect-now = Now
effect-then = Then
effect-unchanged-segments =
    { $count ->
        [0] Every segment changes.
        [one] { $count } segment stays as it is.
       *[other] { $count } segments stay as they are.
    }
effect-left-out =
    { $count ->
        [one] Only the { $shown } largest segments are counted; { $count } more is left out.
       *[other] Only the { $shown } largest segments are counted; { $count } more are left out.
    }

# Memory
settings-memory = Memory
settings-memory-used = { $apps ->
        [one] { $used } of { $limit } megabytes hold the customers of { $apps } app.
       *[other] { $used } of { $limit } megabytes hold the customers of { $apps } apps.
    }
settings-memory-too-large = { $count ->
        [one] { $count } app is larger than that, and is answered by the database.
       *[other] { $count } apps are larger than that, and are answered by the database.
    }
settings-memory-database = Rules are answered by the database, without columns in memory.
settings-memory-help = Apps are loaded when they are needed; those not used for longest make room. Whoever runs Engage sets the limit with ENGAGE_MEMORY_LIMIT.

# Sessions
settings-sessions = Where you are signed in
settings-sessions-help = A session ends 30 days after it started, or when it is not used.
settings-session-here = This session
settings-session-times = Started { $started }, last seen { $seen }
settings-session-end = Sign out there
settings-session-unknown = Unknown browser
settings-sessions-end-others = Sign out everywhere else
settings-sessions-end-all = Sign out everywhere, here too
settings-sessions-ended =
    { $count ->
        [0] No other session was open.
        [one] { $count } session has ended.
       *[other] { $count } sessions have ended.
    }
settings-time-zone = Time zone
settings-time-zone-label = Zone of your days
settings-time-zone-changed-meanwhile = The time zone was changed meanwhile to { $zone }. Save again to put yours in its place.
settings-time-zone-help = A purchase at 23:30 counts for the day that it is then in this zone. Times in files that do not say their zone are read in it, unless you choose another for the file. A new day starts at midnight in this zone. The days of what is imported already stay as they are.
settings-time-zone-save = Save the time zone
settings-time-zone-saved = The time zone is saved. Today is { $date } there, and the files that you import from now on are read in it.
settings-time-zone-ahead = The numbers are already of { $date }, and stay so until that day ends.
time-zone-unknown = Type the name of a time zone, such as Europe/Paris or America/New_York.
