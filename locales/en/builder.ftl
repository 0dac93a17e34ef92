# The builder while it is used: the formula as it is typed, links to a rule, its first members, drafts

formula-copy = Copy formula
formula-words = Attributes and examples
formula-words-help = Write an attribute, a comparison and a value, such as Market == FR or Age is between 18 and 24. English and French both work.
formula-suggestions = Suggestions
formula-suggested = { $n } suggestions. Arrow keys choose one, Enter takes it.

rule-link = Link to this rule
rule-link-copy = Copy link
rule-link-too-long = This rule is too long for a link. Copy its formula instead.
rule-link-app-gone = The link names an app that is not among yours. Choose an app; the formula is still below.

first-members = See ten members
first-members-order = The first ten, in the order in which customers were first imported.
first-members-hide = Hide
column-customer = Customer

try-again = Try again

draft-offer = There is a draft of this form that was not saved.
draft-failed = It could not be shown. Check the connection and try again.
draft-restore = Go on with the draft
draft-offer-discard = Discard it

# Help on rules
nav-help = Help on rules
help-rules-title = Rules
help-rules-lead = What a rule can ask about, how values are compared, and how it is written as a formula.
help-rules-whole = A rule as a formula
help-rules-whole-text = && joins filters that all have to be met, || joins alternatives within a filter, and !(…) leaves out who meets it. Parentheses go around alternatives next to &&. Capitals and spaces make no difference. Words may be English or French.
help-rules-values = Write numbers as 1000, amounts as 25.00 and days as 2026-11-24. A text of several words, or with punctuation, goes in quotes. Countries and languages are written by code or by name.
help-rules-comparisons = Comparisons
help-rules-attributes = Attributes
help-rules-custom = Every further column of your customer files is an attribute too, under its own name.
comparison-about-is = The value is this one.
comparison-about-is-not = The value is another one, or unknown.
comparison-about-is-any-of = The value is one of the list.
comparison-about-is-none-of = The value is not on the list, or unknown.
comparison-about-at-least = The value is this one or higher.
comparison-about-at-most = The value is this one or lower.
comparison-about-between = From the first value to the second, both included.
comparison-about-in-last = The days that end today, today included.
comparison-about-more-than-ago = Before those days: the last of them is not included.
comparison-about-contains = The text has this part anywhere, whatever its capitals and accents.
comparison-about-does-not-contain = The text does not have this part, or is unknown.
comparison-about-starts-with = The text begins with this part, whatever its capitals and accents.
comparison-about-ends-with = The text ends with this part, whatever its capitals and accents.
comparison-about-in-highest = The highest values among the available customers; everyone who has the same value as the last of them is in.
comparison-about-in-next = From today on, today included.
comparison-about-between-ago = The days from the first number back to the second, both included.
comparison-about-this-week = Monday to Sunday, whatever day it is today.
comparison-about-this-month = From the first to the last day of this month.
comparison-about-this-year = From January 1 to December 31 of this year.
comparison-about-last-month = From the first to the last day of the month before this one.
comparison-about-anniversary-in-next = The same day and month, in any year. February 29 falls on the 28th in other years.
comparison-about-on-or-after = That day or later.
comparison-about-on-or-before = That day or earlier.
comparison-about-is-known = There is a value.
comparison-about-is-unknown = There is no value.

# Keyboard shortcuts
keys-title = Keyboard shortcuts
keys-search = Search this page
keys-groups = Customer groups
keys-new = New group
keys-list = This list
keys-on = Use single-key shortcuts
keys-on-help = They work while no field has the focus, in this browser only.
keys-then = then
keys-close = Close

# First minutes
not-set-up-title = Engage is not set up yet
not-set-up-text = Whoever started Engage opens the setup link that it printed in its log. After that, you can sign in here.
sample-testers = Testers
app-sample-ready = “{ $name }” is ready
app-sample-ready-text = It has { $customers } made-up customers, { $segments } segments and a known user group, Testers. Change one of them, or make your own.
app-sample-see-segment = See a segment
app-sample-first-segment = Create your first segment
app-sample-groups = All groups
app-import-customers = Import customers
app-steps = What this app has
app-step-there = imported
all-of-unknown-age =
    { $count ->
        [one] The only customer is left out because the age is unknown.
       *[other] All { $count } customers are left out because their age is unknown.
    }
include-unknown-ages = Include them
include-unknown-ages-short = Include customers of unknown age
include-unknown-ages-owner = An owner can include them under Settings.
