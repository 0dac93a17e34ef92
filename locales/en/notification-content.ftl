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
