# What a use of groups changed: an offer or a notification, beside those left out by lot
comparison-title = What it changed
comparison-arm = Customers
comparison-people = Number
comparison-reached = Reached the goal
comparison-share = Share
comparison-paid = Paid per customer
comparison-of = { $arm }: { $text }
comparison-few = { $more ->
    [one] Too early to tell: { $more } more customer is needed in the smaller group before numbers are shown.
   *[other] Too early to tell: { $more } more customers are needed in the smaller group before numbers are shown.
}
comparison-unbalanced = No result is shown: customers are not divided as planned, which chance cannot explain. Something leaves out some of one side, such as an app that does not ask for everyone, so a difference would mean nothing.
comparison-nobody = Nobody in either group has reached the goal yet.
comparison-undecided = Not decided: between { $worse } points worse and { $better } points better.
comparison-without-decision = It ended without a decision: between { $worse } points worse and { $better } points better.
comparison-points = { $count ->
    [one] { $points } point
   *[other] { $points } points
}
comparison-more = { $more ->
    [one] { $more } more customer is needed to tell a difference of { $points }.
   *[other] { $more } more customers are needed to tell a difference of { $points }.
}
comparison-more-days = To tell a difference of { $points }: about { $more ->
    [one] { $more } more customer
   *[other] { $more } more customers
}, about { $days ->
    [one] { $days } day.
   *[other] { $days } days.
}
comparison-small = It had too few customers to tell a difference of { $points }.
comparison-hidden = The numbers are not shown: one of them is small enough to point at people.
comparison-better = Decided: between { $from } and { $to } points better.
comparison-worse = Decided: between { $from } and { $to } points worse.
comparison-paid-undecided = Each customer paid between { $less } less and { $more } more.
comparison-paid-more = Each customer paid between { $from } and { $to } more.
comparison-paid-less = Each customer paid between { $from } and { $to } less.
comparison-paid-capped = Amounts above { $amount } count as that much, so that one large order does not decide.
comparison-days = Days used per customer
comparison-day-count = { $count ->
    [one] { $days } day
   *[other] { $days } days
}
comparison-days-undecided = Each customer used it on between { $less } less and { $more } more.
comparison-days-more = Each customer used it on between { $from } and { $to } more.
comparison-days-less = Each customer used it on between { $from } and { $to } less.
comparison-days-capped = More than { $amount } days count as that many, so that one customer does not decide.
comparison-counted = Counted { $at }, by the data of { $day }.
comparison-waiting = Nothing is counted yet. The first numbers are here within a minute of the first customers.
comparison-shown = Shown
comparison-held-out = Held out
comparison-nothing = Got nothing
comparison-notified = Got it
notification-effect-help = The goal is: { $goal } in { $app }, within { $days ->
    [one] { $days } day
   *[other] { $days } days
} of sending. Everyone counts for whom it was meant when it was sent, also who did not get it in the end.
offer-effect-help = Customers who asked and were shown the offer, beside those who asked and were held out by lot. The goal is a purchase in the app within { $days } days of first asking. You may look as often as you like.

# Customers whom no promotion reaches in a quarter
holdout-title = Holdout
holdout-text = Every quarter, a share of your customers, drawn at random, gets no promotion: no targeted offer and no promotional notification. Comparing them with everyone else shows what all your promotion together changes.
holdout-share = Share held out (percent)
holdout-share-help = From 0 to 20. Raised, the same customers stay held out and others join them. Offers that a customer has already seen stay hers.
holdout-share-wrong = Enter a percentage from 0 to 20.
holdout-saved = Saved. The lot holds for offers and notifications from now on.
holdout-changed-meanwhile = Somebody else changed this in the meantime: it is { $share } now. Check and save again.
holdout-none = Nobody is held out.
holdout-now = { $share } of customers are held out.
holdout-owner = Only an owner can change this.
holdout-quarter = Quarter { $number } of { $year }: { $share } held out since { $day }
holdout-others = All others
holdout-help = The goal is a purchase in any of your apps in this quarter, since { $day }.
holdout-waiting = The first numbers are here within a minute.
holdout-link = Change or read
omission-withheld = Reached by no promotion this quarter
