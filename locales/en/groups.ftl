# Customer groups: lists, forms and pages.

# What is wrong with a condition
condition-attribute-missing = Choose an attribute.
condition-operator-missing = Choose a comparison that this attribute has.
condition-value-missing = Fill in a value.
condition-values-missing = Give at least one value.
condition-one-value = Give one value only, or choose “is any of”.
condition-one-part = Give one text only, on one line.
condition-part-too-long = Use at most 200 characters.
condition-version = Type a version with its number, such as 10.0.19045, in at most 100 characters.
condition-number = Type a whole number, such as 25.
condition-decimal = Type a number with at most six decimals, such as 25 or 1.5.
condition-amount = Type an amount in the currency of the app with at most two decimals, such as 25 or 25.50.
condition-date = Type a date as year-month-day, such as 2026-11-24.
condition-days = Type a number of days from 1 to 36,500.
condition-percent = Type a percentage from 0.0001 to 100 with at most four decimals, such as 10 or 0.5.
condition-span = Type a whole number from 1. The longest time is 100 years.
condition-unit = Choose days, weeks, months or years.
condition-days-ago = Type a number of days from 0 to 36,500.
condition-days-to-anniversary = Type a number of days from 1 to 366.
condition-ends-swapped = The second value is below the first. Swap them.
condition-choice = Choose one of the values in the list.
condition-group = Choose one of the groups in the list.
condition-market = Type a country by its name or its two-letter code, such as France or FR.
condition-language = Type a language by its name or its code, such as French or fr.
condition-too-long = Use at most 300 characters.
condition-campaign-too-long = A campaign ID has at most 100 characters.
condition-too-many-values = Use at most 10,000 values.

# Lists
groups-lead = Put customers into groups, then use the groups.
groups-archived = Archived groups
groups-archive-empty = No group is archived.
groups-search = Search by name
groups-empty-title = No customer groups yet
groups-empty-text = Create a segment from a rule, or a known user group from e-mail addresses. A template is a quick start.
inactive-help = These segments have fewer members than your minimum size. They can be used again when they grow or are changed.
column-type = Type
column-app = App
column-members = Members
column-trend = Trend
column-updated = Updated
column-customers = Customers
column-number = No.
column-address = E-mail address
column-account = Account ID
column-verdict = Verdict
status-active = Active
status-small = Small, inactive
status-empty = Empty
status-failed = Not refreshed
status-waiting = Not calculated yet
status-archived = Archived
group-small = Small
group-small-text =
    { $minimum ->
        [one] This segment is small: it has fewer members than your minimum of { $minimum } customer, and stays inactive.
       *[other] This segment is small: it has fewer members than your minimum of { $minimum } customers, and stays inactive.
    }
trend-more =
    { $count ->
        [one] { $count } member more since { $date }
       *[other] { $count } members more since { $date }
    }
trend-fewer =
    { $count ->
        [one] { $count } member fewer since { $date }
       *[other] { $count } members fewer since { $date }
    }
group-refresh-named = Refresh { $name }

# The form
group-create-title = Create new group
group-edit-title = Edit { $name }
group-rename-title = Rename group
group-name = Group name
group-name-missing = Give the group a name.
group-name-length = Give the group a name of at most 300 characters.
group-name-taken = Another of your groups, perhaps an archived one, has this name. Choose another.
group-copy-name = { $name } (copy)
group-type = Group type
group-show-kind = Show this type
group-app = Include customers from this app
group-choose-app = Choose an app
group-app-missing = Choose the app whose customers the segment is made of.
group-no-app = You have no app yet. A segment needs one; a known user group does not.
group-conditions = Define inclusion conditions
group-conditions-help = A customer must meet every filter. Within a filter one condition is enough, or all conditions that are joined by AND. Without conditions, everyone available is in.
rule-filter = Filter { $number }
rule-include = Customers who match
rule-exclude = Except customers who match
rule-and = and
rule-or = or
rule-condition = Filter { $filter }, condition { $number }
rule-attribute = Attribute
rule-choose-value = Choose a value
rule-incomplete = Not complete yet, and not counted.
rule-more-condition = More for condition { $number } of filter { $filter }
rule-more-filter = More for filter { $number }
rule-move-up = Move up
rule-move-down = Move down
filter-keeps = keeps { $share }
highest-share = { $attribute }: the highest { $percent }% begin at { $from }, for { $count ->
        [one] { $count } customer.
       *[other] { $count } customers.
    }
highest-share-ties = { $attribute }: the highest { $percent }% begin at { $from }, for { $count ->
        [one] { $count } customer
       *[other] { $count } customers
    }, { $more } more than that share because several have the same value.
this-segment = This segment
left-out = Left out of all segments:
rule-undo = Undo
rule-redo = Redo
rule-duplicate = Duplicate
rule-values-of-nobody = No available customer has these
rule-add-value = Add a value
rule-choose-attribute = Choose an attribute
rule-operator = Comparison
rule-value = Value
rule-values = Values
rule-values-lines = Values, one a line or separated by commas
rule-values-help = Put a value that has a comma, a semicolon or a line break in it in quotation marks, such as "Paris, France" or "two\nlines".
rule-part = Text
rule-part-help = Capitals and accents do not matter. At most 200 characters.
rule-version = OS version
rule-version-from = From version
rule-version-to = To version
rule-version-help = Numbers are compared one by one: 10.0.19045 is later than 10.0.9200. At most 100 characters.
rule-from = From
rule-to = To
rule-amount = Amount in { $currency }
rule-amount-from = From, in { $currency }
rule-amount-to = To, in { $currency }
rule-day = Day
rule-day-from = From day
rule-day-to = To day
rule-days = Days
rule-days-ago-from = At least so many days ago
rule-days-ago-to = At most so many days ago
rule-percent = Percent
rule-percent-help = From 0.0001 to 100, of the available customers of whom it is known. Everyone with the same value as the last of them is in.
rule-span = How many
rule-span-unit = Days, weeks, months or years
rule-anniversary-help = From 1 to 366, today included. In years without February 29, its anniversary is on the 28th.
rule-add-condition = + OR condition
rule-add-and = + AND condition
rule-add-together = Add an AND condition below
rule-join = Joined by
rule-join-of = How condition { $number } of filter { $filter } is joined to the one before it
rule-add-filter = Add another filter
rule-remove-filter = Remove filter { $number }
rule-remove-condition = Remove condition { $number } of filter { $filter }
rule-show-choices = Show all choices
rule-show-choices-of = Show all choices of condition { $number } of filter { $filter }
rule-too-many-filters = Use at most { $most } filters.
rule-too-many-in-filter = Use at most { $most } conditions in filter { $number }.
rule-too-many-conditions = Use at most { $most } conditions in all filters together.
rule-as-formula = The filters hold { $count } conditions, and a rule can have at most { $most }. They are written here as a formula: make it shorter.
rule-too-many-characters = The values take more than { $most } characters in all. Use fewer or shorter ones.
rule-too-many-values = Use at most { $most } values in all conditions together. For a longer list of people, use a known user group.
group-addresses = E-mail addresses or account IDs
group-addresses-help = Separate them with spaces, commas, semicolons or line breaks. An account ID with an @ is typed as id:ann@example.com. The group can include up to 10,000 people.
group-entries = What the people below and in the file are named by
group-entries-any = E-mail addresses, or account IDs without an @
group-entries-accounts = Account IDs
group-entries-help = Choose account IDs if yours have an @, so that they are not taken for addresses.
group-addresses-file = Import .csv
group-addresses-file-help = The people in the file are added to those above, so that you can look at them before you save. A .csv or text file of up to { $limit } MB.
group-file = From the file
group-file-taken =
    { $count ->
        [one] { $count } line of “{ $name }” is added to those above.
       *[other] { $count } lines of “{ $name }” are added to those above.
    }
group-file-taken-of-column =
    { $count ->
        [one] { $count } line of “{ $name }” is added to those above, from the column “{ $column }”.
       *[other] { $count } lines of “{ $name }” are added to those above, from the column “{ $column }”.
    }
group-file-without =
    { $count ->
        [one] { $count } line has nothing in this column.
       *[other] { $count } lines have nothing in this column.
    }
group-file-left-out =
    { $count ->
        [one] { $count } line cannot be read and is left out.
       *[other] { $count } lines cannot be read and are left out.
    }
group-file-left-out-unseen =
    { $count ->
        [one] { $count } line of the file cannot be read and is left out; it is listed below. Save again to go without it.
       *[other] { $count } lines of the file cannot be read and are left out; they are listed below. Save again to go without them.
    }
group-file-left-out-lines = Lines of the file that are left out
group-file-more-left-out =
    { $count ->
        [one] { $count } more line is left out.
       *[other] { $count } more lines are left out.
    }
group-file-cut = The file has more than { $read } entries, and the group can include up to { $most } people. Only the first { $read } are here.
group-file-too-large = The file is larger than { $limit } MB. Choose a smaller one. What you typed is still here.
group-addresses-check = Check addresses
group-addresses-missing = Type at least one e-mail address or account ID.
group-addresses-too-many = The group can include up to { $most } people; these are { $count }.
group-addresses-refused =
    { $count ->
        [one] { $count } address cannot be taken. Correct it, remove it, or save without it.
       *[other] { $count } addresses cannot be taken. Correct them, remove them, or save without them.
    }
addresses-typed-one = {"{"}n{"}"} address typed
addresses-typed-other = {"{"}n{"}"} addresses typed
group-consent = These people have agreed to be added.
group-consent-help = Be sure that these people have agreed to be added.
group-consent-missing = Confirm that these people have agreed to be added.
group-save-accepted =
    { $count ->
        [one] Save only the { $count } good address
       *[other] Save only the { $count } good addresses
    }
group-saved = “{ $name }” is saved.
verdicts = Verdict on each address
verdict-member = Member
verdict-not-yet = Not yet a customer
verdict-member-account = Member, by account ID
verdict-account-gone = No customer has this account ID any more
verdict-twice = The same customer as no. { $first }, by account ID
verdicts-twice = Listed by address and by account ID
verdict-proposal = Did you mean { $address }?
verdict-repeated = Repeats no. { $first }
verdict-refused = Refused: { $reason }
verdicts-repeated = Repeated
verdicts-refused = Refused
verdicts-cut = The first { $shown } of { $count } are shown, the refused ones before the others.
email-empty = there is no address
email-too-long = it is longer than 254 characters
email-erased = this person was erased and is not taken in again
email-no-at = it has no @, and no customer has it as account ID
email-no-account = no customer has this account ID
email-local = the part before the @, “{ $part }”, cannot be a mailbox
email-domain = the part after the @, “{ $part }”, cannot be a domain

# Adding, replacing and removing people
people-title = People in “{ $name }”
button-people = Add, replace or remove
people-choice = What to do with the people below
people-choice-add = Add: keep the people in the group and add these
people-choice-replace = Replace: these take the place of all people in the group
people-choice-remove = Remove: take these out of the group
people-choice-add-short = Add
people-choice-remove-short = Remove
people-add-one = E-mail address or account ID to add
people-remove-one = Remove { $entry }
people-review = Show what would change
people-would-change = What would change
people-added =
    { $count ->
        [one] { $count } will be added
       *[other] { $count } will be added
    }
people-removed =
    { $count ->
        [one] { $count } will be removed
       *[other] { $count } will be removed
    }
people-there =
    { $count ->
        [one] { $count } is there already
       *[other] { $count } are there already
    }
people-missing =
    { $count ->
        [one] { $count } is not in the group
       *[other] { $count } are not in the group
    }
people-more = and { $count } more
people-confirm-add =
    { $count ->
        [one] Add { $count } person
       *[other] Add { $count } people
    }
people-confirm-replace =
    { $count ->
        [one] Replace all by { $count } person
       *[other] Replace all by { $count } people
    }
people-confirm-remove =
    { $count ->
        [one] Remove { $count } person
       *[other] Remove { $count } people
    }
people-changed = The people of “{ $name }” are changed.
people-reviewed-before = The group or what you typed changed since this was shown. Look at what would change now, then confirm.
people-nobody-entered = Type at least one e-mail address or account ID, or choose a file.
people-no-change = Nothing would change. See below what became of each entry.
people-nobody-left = Nobody would be left in the group. Archive the group instead.
column-entry = E-mail address or account ID

# App statistics
app-statistics = App statistics
available-customers = Available app customers
all-customers = Customers of the app in all
customers-in-segment = Customers in this segment
statistics-remaining = Left after each filter
statistics-choose-app = Choose an app to see its numbers.
statistics-too-large = Shorten the formula to see the numbers.
statistics-failed = The numbers could not be fetched. What you typed is still here.
values-of-nobody =
    { $count ->
        [one] No customer has this value of { $attribute }: { $values }
       *[other] No customer has these values of { $attribute }: { $values }
    }
values-in-other-capitals =
    { $count ->
        [one] Customers also have this value of { $attribute }, which only differs in capitals and is not in the rule: { $values }
       *[other] Customers also have these values of { $attribute }, which only differ in capitals and are not in the rule: { $values }
    }
group-incomplete =
    { $count ->
        [one] { $count } condition is not complete and is not counted yet.
       *[other] { $count } conditions are not complete and are not counted yet.
    }
left-out-too-young =
    { $count ->
        [one] { $count } customer is younger than { $age } years old.
       *[other] { $count } customers are younger than { $age } years old.
    }
left-out-age-unknown =
    { $count ->
        [one] { $count } customer's age is not known.
       *[other] { $count } customers' ages are not known.
    }
left-out-before-windows-10 =
    { $count ->
        [one] { $count } customer did not acquire the app on Windows 10 or later.
       *[other] { $count } customers did not acquire the app on Windows 10 or later.
    }

# A group's page
group-size = Size
group-members = Members
group-members-list = Members
group-addresses-list = Addresses
members-search = Search by account ID or address
members-empty = Nobody is in this group.
breakdowns = Breakdowns
breakdown-rest =
    { $count ->
        [one] { $count } other
       *[other] { $count } others
    }
group-renamed = The group is now called “{ $name }”.
group-archived = “{ $name }” is archived. Restore brings it back.
group-restored = “{ $name }” is restored.
group-refreshed = “{ $name }” is refreshed.
group-counted-later = Many customers changed. “{ $name }” is being counted in the background.
group-count-broke-off = Engage stopped while it counted this group; the number is the one from before. It is counted once more by itself in a minute. If that fails too, change the group, or press Refresh.
group-refresh-failed = The last refresh failed; the number is the one from before. It is tried again by itself.
start-title = Which customers do you want to reach?
start-text = Add an app and bring in its customers, or look around with a sample app.
group-changed-meanwhile = This group was changed meanwhile, in another tab or by someone else. Save again to put this in its place, or open it anew.

# Why a segment is as small as it is
funnel-keeps-least = keeps the lowest share
group-small-missing =
    { $count ->
        [one] { $count } member is missing.
       *[other] { $count } members are missing.
    }
group-small-without =
    { $count ->
        [one] Without filter { $number } it would have { $count } member.
       *[other] Without filter { $number } it would have { $count } members.
    }
group-small-no-filter = Dropping one filter alone does not fill it.

# The typed formula
formula-type = Type the rule as a formula instead
formula-field = Formula
formula-help = Such as (Market == FR || Market == BE) && Spend in this app >= 10.00 && !(Rating is known). It takes the place of the conditions above.
formula-read = Use this formula
condition-circle = This group would be a part of itself, by way of { $names }. Choose another group.
condition-groups-too-deep = Groups can be nested { $depth } deep, and with { $names } they would be deeper. Choose another group.
condition-groups-too-deep-above = Groups can be nested { $depth } deep. { $names } uses this group and would be deeper. Choose another group.
condition-groups-too-many = A rule can lead to { $reach } groups, with those that its groups name. With { $names } there would be more. Choose another group.
condition-groups-too-many-above = A rule can lead to { $reach } groups. { $names } uses this group and would lead to more. Choose another group.

# Where a group is used, archiving, freezing
group-uses = Used in
group-used-nowhere = No segment names this group.
group-used-in = These segments name this group:
group-archive-title = Archive “{ $name }”?
group-archive-text = An archived group keeps its name and its members, is no longer refreshed, and can be restored.
group-archive-used = They keep taking its members as its definition has them. Change them first if they should not.
group-in-use = { $name } is in use and cannot be archived. Take it out of what uses it first.
use-flight = Package flight
use-offer = Targeted offer
group-delete = Delete for good
group-delete-title = Delete “{ $name }” for good?
group-delete-text = The group goes with its name, its definition and what is counted here, and cannot be brought back. Customers and their data stay. Links to its page and to its files lead nowhere afterwards, and its name can be given to another group. The audit log goes on saying what was done to it.
group-delete-entries = Entries
group-delete-days = Days in its history
group-delete-changes = Changes in its history
group-delete-used = Change the rules of these segments first, or delete them too. An archived one is restored before it can be changed.
group-delete-archive-first = Only an archived group can be deleted. Archive it first.
group-deleted = The group is deleted.
group-freeze-title = Freeze “{ $name }”
group-frozen-name = { $name }, { $date }
freeze-text = The members of today become a known user group, which stays as it is when the data change.
freeze-without-address = Of them without an address of their own
freeze-addresses = Addresses that the known user group will hold
freeze-too-many = The group can include up to { $most } people; more members of this segment have an address. Narrow the segment first.
freeze-too-many-members = A segment of up to { $most } members can be frozen, and this one has more. Narrow the segment first.
freeze-nobody = None of the members has an e-mail address, so there is nobody to list.

# Overlap
overlap-title = Overlap
overlap-lead = How many customers the groups of an app share. Only available customers count.
overlap-matrix = Each group against each other
overlap-matrix-help = A cell gives the share of the row’s group that is in the column’s group. It leads to the two groups.
overlap-twins = Nearly the same
overlap-twins-help = At least 95% of each is in the other. One of the two may be enough.
overlap-no-twins = No two of these groups are nearly the same.
overlap-never = Nobody in common
overlap-never-help = No customer is in both groups.
overlap-no-never = Any two of these groups share somebody.
overlap-too-few = There are not two groups to compare yet.
overlap-cut = { $shown } of { $count } groups are compared.
overlap-beside = Shared with other groups
overlap-beside-in = Shared with other groups of { $app }
overlap-shared = Shared
overlap-all = Compare all groups

# History
history-days = Day by day
history-too-short = The size is drawn once the segment was counted on two days.
history-who = Members on a day
history-compare = Compare two days
history-between = From { $from } to { $to }
history-members-on = Members on { $date }
history-came = Joined
history-left = Left
history-causes = Why they joined and left
history-cause = Cause
history-sum = Total
history-no-change = Nobody joined or left.
history-nobody = Nobody.
history-nothing-yet = The segment was not counted yet on that day.
history-changes = Changes, the latest first
history-days-swapped = The second day is before the first. Swap them.
history-chart = { $before } members on { $from }, { $after } on { $to }
cause-rule = The rule was edited
cause-rule-by = The rule was edited by { $email }
cause-settings = The settings were changed
cause-settings-by = The settings were changed by { $email }
cause-group = Another group was changed
cause-group-by = Another group was changed by { $email }
cause-data = Customers' data changed
cause-time = Time passed
cause-arrival = Customers came to the app
cause-removal = Customers were removed
cause-not-recorded = Not recorded
condition-group-gone = This group was deleted. Choose another group.
group-attribute-gone = An attribute of this rule was deleted or changed its kind meanwhile. Choose another attribute where it was.
flag-title = Flag
flag-lead = Programs ask with OpenFeature whether a person is in this group. The flag is on for members and off for everybody else.
flag-now = Programs ask for the key
flag-key = Key
flag-key-help = It follows { $start } and has small letters, digits, points, hyphens and underscores. Programs that ask for the old key get no answer after a change.
flag-key-wrong = Use small letters from a to z, digits, points, hyphens and underscores only, at most 100.
flag-key-taken = Another group has this key.
flag-for-clients = Apps and web pages may ask for it
flag-for-clients-help = With a public token, and only for the person who is signed in there. That person can then see whether they are in the group.
flag-saved = The flag { $name } is saved.
