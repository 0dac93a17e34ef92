# When a notification goes out
notification-when = When it goes out
notification-starts = It starts
notification-starts-now = When Send is pressed
notification-starts-at = At a time
notification-starts-local = At a time of day where each person is
notification-start = Day and time
notification-start-help = Not needed if it starts when Send is pressed.
notification-start-zone = Time zone
notification-start-zone-help = Such as Europe/Paris. Not needed for the time where each person is. Who has no known time zone gets it by yours.
notification-start-local = { $time }, where each person is
notification-start-missing = Enter a day and a time.
notification-start-not-ahead = Enter a time that is still to come, at most a year ahead.
notification-start-skipped-one = In { $zone }, clocks skip this time. It starts when they show { $time }.
notification-start-twice-one = In { $zone }, clocks show this time twice. It starts the first time.
notification-start-skipped-some = In some time zones, such as { $zone }, clocks skip this time. It is sent when they show { $time } there.
notification-start-twice-some = In some time zones, such as { $zone }, clocks show this time twice. It is sent the first time there.
notification-still-member = Only to those who are still in the groups then
notification-still-member-help = Where it is sent by the time of each person, it takes up to 26 hours. Who has left the groups by then does not get it.
notification-without-zone =
    { $count ->
        [one] One of them has no known time zone, and gets it by { $zone }.
       *[other] { $count } of them have no known time zone, and get it by { $zone }.
    }
notification-too-slow =
    { $count ->
        [one] By the limit a second, { $count } person would get it more than 30 minutes late, and therefore does not get it. Raise the limit, or leave it out.
       *[other] By the limit a second, { $count } people would get it more than 30 minutes late, and therefore do not get it. Raise the limit, or leave it out.
    }
notification-schedule =
    { $count ->
        [one] Schedule for { $count } person
       *[other] Schedule for { $count } people
    }
notification-send-now =
    { $count ->
        [one] Send now to { $count } person
       *[other] Send now to { $count } people
    }
notification-scheduled-now = The notification is scheduled. It starts by itself.
notification-time-passed = Its time has passed. Change the draft.
notification-state-scheduled = Scheduled
notification-state-held = Held
notification-starts-on = It starts on { $time }.
notification-unschedule = Do not start it
notification-unscheduled-now = The notification is a draft again. It does not start by itself.
notification-reschedule = Change the time
notification-drop = Drop it
notification-held-late = It should have started on { $time }, but Engage was not running. Nothing has been sent. Send it now, change its time or drop it.
notification-held-groups = It did not start, because one of its groups is too small, or was archived or deleted. Nothing has been sent.
notification-held-nobody = It did not start, because nobody receives it. Nothing has been sent.
notification-held-not-set-up = It did not start, because push notifications of the app are not set up. Nothing has been sent.
notification-never-started = It was dropped before it started.
notification-waiting = What they wait for
delivery-reason-left-group = Has left the groups
delivery-reason-late = The time had passed where the person is
delivery-reason-local-time = For the time where the person is
omission-late = The time has passed where the person is
audit-action-scheduled = Scheduled
audit-action-unscheduled = No longer scheduled
audit-action-repeated = Sent to the unknown once more
audit-action-held = Held
audit-field-still-member = Only to those who are still in the groups

# How often people are written to
notification-rules = Rules
notification-rules-lead = They hold for all notifications of all apps.
notification-rules-saved = The rules are saved.
notification-rules-changed = Somebody else changed the rules meanwhile. They are now: { $values }. Save again to change them to what you see.
notification-quiet = Quiet hours
notification-quiet-help = Messages that respect them wait until they are over where the person is.
notification-quiet-from = From
notification-quiet-until = Until
notification-quiet-none = None
notification-quiet-wrong = Enter a time of day, such as 22:00, or nothing.
notification-quiet-both = Enter two different times, or none.
notification-caps = How often
notification-caps-help = Promotional notifications to a person, over all apps. Who has had enough does not get another one. A day is one of your time zone.
notification-per-day = Promotional in a day
notification-per-week = Promotional in seven days
notification-no-limit-help = Leave it empty for no limit. At most { $most }.
notification-minutes-between = Minutes between any two
notification-minutes-between-help = A message to a person that comes sooner waits.
notification-approval = Approval
notification-approval-above = People without a second person
notification-approval-above-help = Before a notification to more people is sent, somebody else approves it.
notification-rule-number-wrong = Enter a whole number from { $least } to { $most }.
notification-keeps-quiet = Respects quiet hours
notification-keeps-quiet-help = It waits until they are over where the person is.
notification-is-exempt = Whatever else people got
notification-is-exempt-help = It is sent also to people who have had enough, and at once. Only owners choose this.
notification-exemption-lost = The draft is saved. It respects again what else people got, because only owners change a draft that does not.
notification-exempt-owners = Ask an owner to choose this.
omission-capped = Has had enough promotional messages
delivery-reason-cap = Has had enough promotional messages
delivery-reason-quiet-hours = For the end of quiet hours
delivery-reason-soon = Because of another message shortly before
audit-field-quiet-hours = Quiet hours
audit-field-per-day = Promotional in a day
audit-field-per-week = Promotional in seven days
audit-field-asks-measurement = Measures only who allows it
audit-field-minutes-between = Minutes between any two
audit-field-approval-above = People without a second person
audit-field-keeps-quiet = Respects quiet hours
audit-field-is-exempt = Whatever else people got

# A second person
notification-approval-needed = More than { $above } people receive it, so somebody approves it and somebody else sends it.
notification-approval-grown = It was approved, but by now over a tenth more people receive it, and more than { $above }. So somebody approves it again and somebody else sends it.
notification-approval-by-you = You have approved it. More than { $above } people receive it, so somebody else sends it.
notification-approval-alone = More than { $above } people receive it, so it takes a second person to approve it. An owner invites somebody under Team, or raises the number under Rules.
notification-approval-own = You have asked for it through a program. More than { $above } people receive it, so somebody else approves it.
notification-approval-own-refused = A program whose token you created has asked for this, so somebody else approves it.
notification-approval-asked = { $who } asked for an approval on { $time } through the token “{ $token }”.
notification-approval-asked-by-command = The program with the token “{ $token }” asked for an approval on { $time }.
notification-approval-waits = Approval asked for
audit-action-approval-asked = Asked for an approval
notification-approve = Approve
notification-approved = Approved by { $who } on { $time }
notification-approved-now = You have approved it. Somebody else may send it now.
notification-held-approval = It did not start, because more people are in its groups than one person sends to. Nothing has been sent.
audit-action-approved = Approved

# After thirteen months
notification-forgotten = Who gets a notification is kept for 13 months. Of this one, only the numbers are left.
audit-action-people-forgotten = People forgotten
