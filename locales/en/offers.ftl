nav-offers = Targeted offers
offers-lead = Show an offer to the customers in your groups, let each of them claim it, and see what they bought with it.
offers-mine = My offers
offers-archived = Archived offers
offers-show = Show my offers
offers-show-archived = Show archived offers
offers-archive-empty = No offer is archived.
offers-empty-title = No offers yet
offers-empty-text = Choose what you offer and the groups it is for. Your app asks Engage which offers to show each customer.
offer-new = Create an offer
offer-edit = Change the offer
offer-for = For
offer-shown = Shown
offer-claimed = Claimed
offer-confirmed = Confirmed
offer-revenue = Revenue

# The form
offer-what = What you offer
offer-name-help = For you and your team; customers do not see it.
offer-name-missing = Enter a name for the offer.
offer-name-taken = Another offer of this app has this name.
offer-kind = Kind
offer-kind-percent = Percent off
offer-kind-amount = Amount off
offer-kind-free-product = Free product
offer-kind-message = Message only
offer-worth = Worth
offer-worth-help = Percent, or an amount in { $currency }. Leave it empty for a free product or a message.
offer-percent-wrong = Enter a percentage from 1 to 100.
offer-amount-wrong = Enter an amount in the currency of the app, such as 5.00.
offer-products = Products
offer-products-help = The IDs of the products it is about, one per line, at most 20.
offer-products-missing = Enter at least one product.
offer-groups = Groups
offer-groups-help = Customers in any of these groups, at most 10. A segment must be of the app.
offer-groups-missing = Choose at least one group.
offer-except = Except groups
offer-except-help = Customers in one of these groups never get it.
offer-no-group = A chosen group was archived or deleted. Choose another.
offer-other-app = “{ $name }” is a segment of another app.
offer-both = “{ $name }” cannot be both a group it is for and an exception.
offer-holdout = Held out (percent)
offer-holdout-help = Never shown to this share of the customers, so that you can compare. The same customers stay held out. At most 50.
offer-limits = Limits
offer-starts = Starts
offer-starts-help = Leave it empty to start with “Start”. Time in { $zone }.
offer-ends = Ends
offer-ends-help = Leave it empty to end it by hand. Time in { $zone }.
offer-ends-first = The end must be after the start.
offer-moment-wrong = Enter a date and a time, such as 2026-12-24T18:00.
offer-stock = Claims in all
offer-stock-help = How often it can be claimed in all. Leave it empty for no limit.
offer-per-customer = Claims per customer
offer-place = Rank
offer-place-help = 1 comes first. If a customer could get two offers on the same product, only the first is shown.
offer-grace = Kept for (hours)
offer-grace-help = A customer who was shown it and then left the group can still claim it for this long. At most 720.
offer-reservation = Reserved for (minutes)
offer-reservation-help = How long a claim is kept for a customer at the checkout. At most 1,440.
offer-returns-refunds = After a full refund it can be claimed again
offer-number-wrong = Enter a number.
offer-range = Enter a number from { $least } to { $most }.
offer-percent-range = Enter a percentage from { $least } to { $most }.
offer-too-many-entries = At most { $most }.
offer-codes = Codes
offer-code-mode = Who claims it gets
offer-codes-none = No code
offer-codes-shared = The same code for all
offer-codes-pool = A code of their own
offer-shared-code = Code for all
offer-code-missing = Enter the code.
offer-texts = Texts
offer-texts-help = What your app can show, in one language each: a language code such as en or pt-BR, a title of at most 100 characters and a text of at most 500.
offer-text-number = Text { $number }
offer-language = Language
offer-title = Title
offer-body = Text
offer-texts-missing = Each text needs a title, and a message needs at least one text.
offer-language-wrong = “{ $language }” is not a language code, or it is there twice.
offer-key = Key for programs
offer-key-help = Programs ask for it as the flag offer.KEY. Leave it empty to make it from the name.
offer-key-taken = Another offer has this key.
offer-app-missing = Choose an app.
offer-too-many = This app has { $most } offers already. Archive one that is no longer needed.
offer-is-archived = This offer was archived and cannot be changed.
offer-changed-meanwhile = Somebody else changed this offer in the meantime. Check what you see and save again.

# What is offered
offer-what-percent = { $percent }% off: { $products }
offer-what-amount = { $amount } off: { $products }
offer-what-free-product = Free: { $products }
offer-what-message = Message

# An offer
offer-state-draft = Draft
offer-state-active = Active
offer-state-paused = Paused
offer-state-ended = Ended
offer-state-archived = Archived
offer-start = Start
offer-pause = Pause
offer-end = End
offer-created = “{ $name }” is a draft. Nobody sees it until you start it.
offer-started = “{ $name }” is shown to its customers now.
offer-paused = “{ $name }” is paused: it is shown to nobody and cannot be claimed.
offer-ended = “{ $name }” has ended.
offer-archived = “{ $name }” is archived.
offer-state-changed = Somebody else changed this offer in the meantime. Nothing was done.
offer-no-codes = Add codes before you start it.
offer-could = Who could get it now
offer-could-get = Could get it
offer-could-held-out = Held out
offer-could-withheld = Reached by no promotion this quarter
offer-could-excepted = In an excepted group
offer-could-others = In none of its groups
offer-could-help = By the data of { $day }. Whoever has claimed it already is counted too.
offer-small-segment = “{ $name }” has too few members and is not used until it grows.
offer-conflict = { $customers } customers could get two offers on { $products }. They get the one with the better rank. The other one:
offer-became = What became of it
offer-became-help = A claim is confirmed when its order is among the imported purchases.
offer-reserved = Reserved
offer-reversed = Refunded
offer-asked-held-out = Asked, held out
offer-unconfirmed = { $count ->
    [one] One claim is older than { $days } days, and its order is not among the purchases.
   *[other] { $count } claims are older than { $days } days, and their orders are not among the purchases.
}
offer-no-limit = No limit
offer-taken = { $taken } of { $stock } taken
offer-pool = { $free ->
    [one] { $free } of { $total } codes is left.
   *[other] { $free } of { $total } codes are left.
}
offer-codes-typed = Codes
offer-codes-typed-help = One per line. Codes that are there already are left out.
offer-codes-made = Or make this many
offer-codes-made-help = Random codes of 12 characters.
offer-codes-add = Add codes
offer-codes-added = { $new ->
    [one] { $new } code added, { $repeated } there already.
   *[other] { $new } codes added, { $repeated } there already.
}
offer-codes-none-typed = Enter codes, or how many to make.
offer-codes-too-many = At most { $once } codes at once, and { $most } in all.
offer-codes-line = Line { $line } is too long for a code, or has invisible characters.
offer-codes-no-pool = This offer has no codes of their own. Change that first.

# Grants
grants-title = Who it was shown to
grants-lead = The customers who were shown the offer, and what became of it.
grants-empty = Nobody yet.
grant-state-all = All
grant-state-held-out = Held out
grant-state-offered = Shown
grant-state-reserved = Reserved
grant-state-claimed = Claimed, not confirmed
grant-state-confirmed = Confirmed
grant-state-reversed = Refunded
grant-first = First shown
grant-claimed-at = Claimed
grant-order = Order
grant-amount = Paid
grant-nobody = No longer there

# Checking a customer
offers-check = Check a customer
offers-check-lead = See which offers a customer gets, and why not the others.
offers-check-nobody = This app has no customer with the account ID “{ $who }”.
offers-none-of-app = This app has no offers.
offer-standing-open = Gets it
offer-standing-reserved = Reserved until { $time }
offer-standing-resting = Draft or paused
offer-standing-not-yet = Starts on { $time }
offer-standing-ended = Ended
offer-standing-claimed = Claimed already
offer-standing-not-meant = In none of its groups, or in an excepted one
offer-standing-held-out = Held out
offer-standing-withheld = Reached by no promotion this quarter
offer-standing-exhausted = All claims are taken
offer-size-hidden = Fewer than { $minimum }
