# Customers and their profiles.

customers-lead = The people who use your apps.
customers-empty-title = No customers yet
customer-known-user-groups = Known user groups
customer-in-no-known-user-group = In no known user group.
customer-segments = Segments
customer-in-no-segment = In no segment of this app.
customer-available = An available customer of this app, as of { $date }.
customer-too-young = Not available for segments: younger than { $age }.
customer-age-unknown = Not available for segments: the age is unknown, and your rules leave unknown ages out.
customer-before-windows-10 = Not available for segments: the app was not acquired on Windows 10 or later.
customer-held = Everything held, as a file
customer-erase = Erase
customer-erase-title = Erase customer “{ $name }”?
customer-erase-text = Everything that is kept about this person goes, in all apps, and cannot be brought back. Counts, lists and the history of segments change with it.
customer-erase-purchases = Purchases
customer-erase-days = Days of use
customer-erase-ratings = Ratings
customer-erase-values = Values of custom attributes
customer-erase-entries = Entries in known user groups
customer-erase-lines = Refused lines that name the person
customer-erase-cells = Left-out cells that name the person
customer-erase-again = Files that bring the account ID or the e-mail address again do not bring the person back: their lines are refused, and so are lines of another account with this address. To recognise them, only a keyed digest of both is kept.
customer-erase-waiting =
    { $count ->
        [one] { $count } file that is not imported yet may name this person. It stays until it is imported or deleted, after seven days at the latest.
       *[other] { $count } files that are not imported yet may name this person. They stay until they are imported or deleted, after seven days at the latest.
    }
customer-erased = The customer is erased.

# Checking a customer
nav-check = Check a customer
check-title = Check a customer
check-lead = See which groups someone is in, and why.
check-who = E-mail address or account ID
check-why = Why in these groups?
check-named = Check { $name }
check-no-groups = There is no group to check yet.
check-no-segments = This app has no segment yet.
check-no-customer = Not a customer of this app, and so in none of its segments.
check-nobody = No customer has the address or the account ID “{ $who }”.
check-several = Several customers have this address. Choose one by account ID:
check-search-instead = Search the customers for a part of it
check-condition = Condition
check-own-value = This customer
check-met = Met
check-in = In
check-out = Out
check-yes = Yes
check-no = No
check-filter-one = Filter { $number }: must be met
check-filter-any = Filter { $number }: one of these must be met
check-filter-all = Filter { $number }: all of these must be met
check-filter-any-whole = Filter { $number }: all conditions before or after an “or” must be met
check-filter-none-whole = Filter { $number }: the conditions before or after an “or” must not all be met
check-filter-none = Filter { $number }: none of these may be met
check-in-with = In, with { $changes }.
check-out-with = Out, with { $changes }.
check-no-change-found = The rule has too many conditions to find the smallest change that would matter.
column-why = Why?
change-value = { $attribute }: { $to } instead of { $from }
change-known = { $attribute } known
change-other = { $attribute }: another than { $from }
change-member = membership of “{ $name }”
change-no-member = no membership of “{ $name }”
change-money-more = { $amount } more of { $attribute }
change-money-fewer = { $amount } less of { $attribute }
change-purchases-more = { $count ->
        [one] one more purchase
       *[other] { $count } more purchases
    }
change-purchases-fewer = { $count ->
        [one] one purchase fewer
       *[other] { $count } purchases fewer
    }
change-sessions-more = { $count ->
        [one] one more session
       *[other] { $count } more sessions
    }
change-sessions-fewer = { $count ->
        [one] one session fewer
       *[other] { $count } sessions fewer
    }
change-days-used-30-more = { $count ->
        [one] one more day of use in the last 30 days
       *[other] { $count } more days of use in the last 30 days
    }
change-days-used-30-fewer = { $count ->
        [one] one day of use fewer in the last 30 days
       *[other] { $count } days of use fewer in the last 30 days
    }
change-apps-acquired-more = { $count ->
        [one] one more app acquired
       *[other] { $count } more apps acquired
    }
change-apps-acquired-fewer = { $count ->
        [one] one app fewer acquired
       *[other] { $count } apps fewer acquired
    }
subscribed-title = Who has only subscribed
subscribed-lead = Someone who is no customer may still have allowed messages in a browser, be in a known user group, or be named in lines that imports refused. Enter their account ID, or their e-mail address, to see what is kept about them, and to erase it.
subscribed-only = No customer has this account ID, but somebody has allowed messages in a browser with it.
subscribed-look = See what is held
subscribed-customer = A customer has this account ID:
subscribed-nothing = No person has this account ID or address. If several customers share the address, search by account ID.
subscribed-rights = What the person may ask for
subscribed-erase-text = Erased, all of it is gone for good. Only a keyed digest stays, so that nobody writes to the person again and no file brings the person back.
subscribed-erased = Nothing of this person is held any more.
