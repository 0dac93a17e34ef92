# What notifications compare
notification-comparison = Comparison
notification-variant = Variant
notification-variant-named = Variant { $variant }
notification-variant-help = Texts of another variant go to other people, so that you can compare.
wording-variant-wrong = Write texts for the variants before this one first.
notification-holdout = Held out (percent)
notification-holdout-help = This share of the people receives nothing, so that you can compare. At most 50.
notification-held-out = Held out
notification-weights-help = How large the part of each variant is beside the others, from 1 to 100. Leave all empty for equal parts.
notification-weight = Weight of variant { $variant }
notification-weight-of-none = Write a text for variant { $variant }, or leave its weight empty.
notification-number-wrong = Enter a number from { $least } to { $most }.
notification-goal = Goal
notification-goal-help = What is counted of the people who receive it and of those who are held out.
notification-goal-none = None
notification-goal-purchase = A purchase
notification-goal-use = Use
notification-goal-acquisition = Acquisition
notification-goal-app = In the app
notification-goal-own-app = The app of the notification
notification-goal-days = Within days
notification-goal-days-help = From 1 to 30, since it was sent.
notification-goal-fact = { $goal }, { $app }, within { $days ->
    [one] a day
   *[other] { $days } days
}
notification-variants = Who gets which variant
notification-variant-people = { $people ->
    [one] { $people } person
   *[other] { $people } people
}
omission-holdout = Held out, so that you can compare

# Values of a person in texts
placeholder-help = A value of the person is written as { $example }, with what stands for it where it is not known.
placeholder-names = Values that texts can have
placeholder-names-help = Each with its name. A brace is written twice. Values are cut after { $most } characters.
placeholder-example = {"{market|your country}"}
placeholder-shape = A brace has no other one. Write a value as {"{market|your country}"}, and a brace of the text twice.
placeholder-no-fallback = Write what stands for the value where it is not known, as in {"{market|your country}"}.
placeholder-long-fallback = What stands for a value has at most { $most } characters.
placeholder-unknown = There is no such value. See the values that texts can have.
placeholder-sensitive = This value is too sensitive for a screen that others may see.
placeholder-too-many = Write at most { $most } values.

# What one person would read
preview-title = Preview
preview-of = Preview as a person
preview-lead = What one person would read, in which language, and whether the person receives it.
preview-who = Account id or e-mail address
preview-show = Show
preview-nobody = Nobody has this account id or address.
preview-several = Several customers have this address:
preview-receives = Receives it
preview-omitted = Does not receive it: { $reason }
preview-not-meant = Does not receive it: in none of its groups
preview-language-browser = The browser that was used last is in { $language }. The text in { $read } is read.
preview-language-profile = There is no browser yet. The profile says { $language }. The text in { $read } would be read.
preview-language-unknown = The language is not known. The text in { $read } would be read.

# A text in one's own browser
trial-title = Send to this browser
trial-help = The text goes to this browser by its push service, as it would go to everybody. Values are what stands for them, and nothing is counted.
trial-text = Text
trial-send = Send to this browser
trial-needs-push = This browser cannot be sent to from here: it needs scripts, a secure connection and push messages.
trial-not-allowed = Nothing was sent. Allow notifications of this site in your browser, and try again.
trial-sent = The push service has taken the message. Your browser shows it soon.
trial-refused = The push service answered { $status }: { $words }
trial-silent = The push service did not answer.
trial-no-text = There is no such text any more.
trial-no-browser = The browser did not say where messages for it go.
trial-unknown-service = The push service of this browser is not known. An owner can add its host where push notifications are set up.

# The list by tabs
notifications-tab-all = All
notifications-tab-drafts = Drafts
notifications-tab-under-way = In progress
notifications-tab-completed = Completed
notifications-none-here = No notifications here.

# What became of messages, more closely
details-title = Report in detail
details-lead = What became of the messages by variant, language, platform and hour, and why one person got it or not. Who got it is kept for thirteen months.
details-variants = By variant
details-variants-column = Variant
details-languages = By language
details-languages-column = Language of the browser
details-platforms = By platform
details-platforms-column = Browser and system
details-hours = By hour
details-hours-column = Hour of the answer
details-no-hour = Not answered yet
details-nothing = Nothing is known.
details-nobody = This is not one customer. Enter an account id.
details-allowed = Allowed it: { $text }
details-bucket = Place { $place } among all people: { $arm }
details-status = answer { $status }
details-tries = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
}
details-in-group = In { $group } on { $day }.
details-not-in-group = Not in { $group } on { $day }.
details-list = { $group } is a list of people, of which no former state is kept.
details-except = The notification is not for its members.
details-edited = The group was edited since.
details-had = Promotional messages before it: { $day } on that day, { $week } in seven days.
details-caps = The most is { $day } on a day and { $week } in seven days, as the rules are now.
details-no-cap = any number
details-exempt = How many of them a person gets does not count for this notification.
details-not-yet = Not yet
