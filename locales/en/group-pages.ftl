# The pages of a group: overview, members, history, overlap, comparison.

# Every page
tab-overview = Overview
group-tabs = Pages of this group
group-more = More to do with this group
group-available =
    { $count ->
        [0] None of them is available for segments.
        [one] { $count } of them is available for segments.
       *[other] { $count } of them are available for segments.
    }
group-available-in =
    { $count ->
        [one] { $count } of them is available for segments of { $app }.
       *[other] { $count } of them are available for segments of { $app }.
    }
group-size-hidden = This segment is small. Its size and its members are shown to editors and owners.

# Overview
size-change = { $change } since { $date }
size-change-percent = { $change } ({ $percent }) since { $date }
breakdown-by = Break down by
breakdown-help = The mark on each bar and the column “App” are for all available customers of the app. An index of 138 means that the share in this group is 1.38 times the share in the app.
breakdown-empty =
    { $count ->
        [one] { $count } more value without members
       *[other] { $count } more values without members
    }
breakdown-small =
    { $count ->
        [one] { $count } value with few members
       *[other] { $count } values with few members
    }
column-index = Index
band-between = { $low } to { $high }
band-from = { $low } or more
band-to = { $high } or less
band-from-day = { $low } or later
band-to-day = { $high } or earlier
band-any = Any value
members-all =
    { $count ->
        [one] All members: { $count }
       *[other] All members: { $count }
    }

# Members
members-columns = Columns
members-columns-help = Choose up to { $most }. Without a choice, the table shows the attributes that the rule uses.

# History
history-size = Size over time
history-period = Period
history-period-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
history-period-all = All
history-lists = Who joined, left or stayed
history-point = { $date }: { $members }, +{ $joined }, −{ $left }
history-point-size = { $date }: { $members }
history-mark-rule = The rule or a group in it was changed
history-mark-settings = The settings were changed
history-mark-data = Customers or their data changed
history-one-day = There is only { $date } to look at: nothing to compare it with.

# Overlap
overlap-nobody-else = No other group shares customers with this one.
overlap-cell = { $one } in { $other }: { $count } of { $size }
overlap-choose = Choose groups
overlap-choose-help = Choose 2 to 30 groups. Up to six are also compared in every combination.
overlap-empty =
    { $count ->
        [one] Left out: { $count } empty group ({ $names })
       *[other] Left out: { $count } empty groups ({ $names })
    }
overlap-sets = Every combination
overlap-sets-help = Each customer is counted in one row only: in all the groups that are marked and in none of the others.
overlap-create-head = New segment
overlap-create = Create segment
overlap-create-of = Create segment: { $names }
overlap-more-pairs =
    { $count ->
        [one] and { $count } more pair
       *[other] and { $count } more pairs
    }
overlap-pair = { $one } and { $other }
overlap-parts = Who is in one or both
overlap-part = Part
overlap-only = Only { $name }
overlap-both = Both

# Checking a customer
check-sum =
    { $count ->
        [one] In { $in } of { $count } group
       *[other] In { $in } of { $count } groups
    }
check-filter-groups = Filter groups by name
check-out-of =
    { $count ->
        [one] Not in { $count } segment
       *[other] Not in { $count } segments
    }
check-drops-out = Drops out on { $date } if nothing changes.
check-joins = Joins on { $date } if nothing changes.

# Comparing
compare-title = { $one } and { $other } compared
compare-on-day = { $name }, { $date }
compare-link = Compare the two groups
compare-days-link = Compare the members of these two days
compare-days-help = The values are those of today: Engage keeps who was in a segment on a day, not how they were then.
compare-different = What differs most
compare-no-difference = No value is more frequent in one than in the other.
compare-points = Difference

# Freezing
freeze-consent = These people are my customers, and I may keep them in a list.
