# The catalogue of attributes, operators and choices, and the formula and the sentence of a rule.

# Product words
segment = Segment
known-user-group = Known user group
segment-definition = Segment definition
segment-templates = Segment templates

# Categories
category-demographic = Demographic
category-acquisitions = Acquisitions
category-acquisition-source = Acquisition source
category-usage = Usage
category-rating = Rating
category-churn-prediction = Churn prediction
category-store-purchases = Store purchases
category-store-acquisitions = Store acquisitions
category-store-spend = Store spend
category-customer-groups = Customer groups
category-custom = Custom

# Attributes
attribute-age-group = Age group
attribute-age = Age
attribute-gender = Gender
attribute-market = Market
attribute-language = Language
attribute-acquired-on = App acquisition date
attribute-acquisition-type = Acquisition type
attribute-device-type = Device type
attribute-os-version = OS version
attribute-channel = Channel
attribute-campaign-id = Campaign ID
attribute-page-viewed-on = Store page view date
attribute-referrer-domain = Referrer URI domain
attribute-last-used-on = Last used
attribute-days-used-30 = Days used in the last 30 days
attribute-sessions = Sessions
attribute-stars = Rating
attribute-rated-on = Rated on
attribute-churn-risk = Churn risk
choice-churn-risk-low = Low
choice-churn-risk-medium = Medium
choice-churn-risk-high = High
attribute-purchases = Purchases in this app
attribute-last-purchase-on = Last purchase
attribute-first-purchase-made = First purchase made
attribute-apps-acquired = Apps acquired from this publisher
attribute-spend-cents = Spend in this app
attribute-spend-30-cents = Spend in this app, last 30 days
attribute-total-spend-cents = Total spend with this publisher
attribute-member-of = Member of

# A line on each attribute, in the list to pick from
about-age-group = Under 18, 18 to 24 and so on, by the date of birth or as a file says
about-age = In full years, by the date of birth
about-gender = As your files say
about-market = The country or region of the customer’s account
about-language = The language of the customer’s account
about-acquired-on = The day on which the customer got this app
about-acquisition-type = Free, paid, trial and the like
about-device-type = PC, phone, console and the like, when the app was acquired
about-os-version = The operating system when the app was acquired
about-channel = How the customer came to your Store page
about-campaign-id = The campaign whose link led to your Store page
about-page-viewed-on = The day on which the customer saw your Store page before acquiring the app
about-referrer-domain = The site that led to your Store page
about-last-used-on = The last day on which the app was used
about-days-used-30 = On how many of the last 30 days the app was used
about-sessions = How often the app was used in all
about-stars = The stars of the customer’s newest rating, 1 to 5
about-rated-on = The day of the customer’s newest rating
about-churn-risk = How likely the customer is to stop using the app, predicted from days of use
about-purchases = How many orders the customer has made in this app
about-last-purchase-on = The day of the newest order
about-first-purchase-made = Whether the customer has ever bought something in this app
about-apps-acquired = How many of your apps the customer has
about-spend-cents = What the customer has paid in this app, less refunds
about-spend-30-cents = What the customer has paid in this app in the last 30 days, less refunds
about-total-spend-cents = What the customer has paid in all your apps, less refunds
about-member-of = Another of your groups
attribute-known-for = known for { $share }
attributes-recent = Recently used
attributes-none = No attribute has this in it.

# Choices
choice-unknown = Unknown
choice-age-group-under-18 = Under 18
choice-age-group-18-to-24 = 18 to 24
choice-age-group-25-to-34 = 25 to 34
choice-age-group-35-to-49 = 35 to 49
choice-age-group-50-or-over = 50 or over
choice-gender-female = Female
choice-gender-male = Male
choice-gender-other = Other
choice-acquisition-type-free = Free
choice-acquisition-type-trial = Trial
choice-acquisition-type-paid = Paid
choice-acquisition-type-promotional-code = Promotional code
choice-acquisition-type-subscription = Subscription
choice-acquisition-type-other = Other
choice-device-type-pc = PC
choice-device-type-phone = Phone
choice-device-type-tablet = Tablet
choice-device-type-console = Console
choice-device-type-holographic = Holographic
choice-device-type-iot = IoT
choice-device-type-other = Other
choice-channel-store-traffic = Store traffic
choice-channel-custom-campaign = Custom campaign
choice-channel-other = Other
choice-yes = Yes
choice-no = No

# Operators
operator-is = is
operator-is-not = is not
operator-is-any-of = is any of
operator-is-none-of = is none of
operator-contains = contains
operator-does-not-contain = does not contain
operator-starts-with = starts with
operator-ends-with = ends with
operator-at-least = is at least
operator-at-most = is at most
operator-between = is between
operator-in-highest = is in the highest … percent
operator-in-last = is in the last …
operator-more-than-ago = is more than … ago
operator-in-next = is in the next …
operator-between-ago = is between … and … days ago
operator-this-week = is this week (Monday to Sunday)
operator-this-month = is this month
operator-this-year = is this year
operator-last-month = is last month
operator-anniversary-in-next = has its anniversary in the next … days
operator-on-or-after = is on or after
operator-on-or-before = is on or before
operator-is-known = is known
operator-is-unknown = is unknown

# Units beside a value's field
span-unit-days = days
span-unit-weeks = weeks
span-unit-months = months
span-unit-years = years

# The words of the formula; its grammar stands in the program's own documentation
formula-everyone = Everyone available
formula-in = in
formula-verb = is
formula-range-and = and
formula-not-in = not in
formula-contains = contains
formula-does-not-contain = does not contain
formula-starts-with = starts with
formula-ends-with = ends with
formula-in-highest = in the highest { $percent }%
formula-in-last =
    { $days ->
        [one] in the last day
       *[other] in the last { $written } days
    }
formula-more-than-ago =
    { $days ->
        [one] more than { $written } day ago
       *[other] more than { $written } days ago
    }
formula-in-last-weeks =
    { $days ->
        [one] in the last week
       *[other] in the last { $written } weeks
    }
formula-more-than-ago-weeks =
    { $days ->
        [one] more than { $written } week ago
       *[other] more than { $written } weeks ago
    }
formula-in-last-months =
    { $days ->
        [one] in the last month
       *[other] in the last { $written } months
    }
formula-more-than-ago-months =
    { $days ->
        [one] more than { $written } month ago
       *[other] more than { $written } months ago
    }
formula-in-last-years =
    { $days ->
        [one] in the last year
       *[other] in the last { $written } years
    }
formula-more-than-ago-years =
    { $days ->
        [one] more than { $written } year ago
       *[other] more than { $written } years ago
    }
formula-in-next =
    { $days ->
        [one] in the next day
       *[other] in the next { $written } days
    }
formula-in-next-weeks =
    { $days ->
        [one] in the next week
       *[other] in the next { $written } weeks
    }
formula-in-next-months =
    { $days ->
        [one] in the next month
       *[other] in the next { $written } months
    }
formula-in-next-years =
    { $days ->
        [one] in the next year
       *[other] in the next { $written } years
    }
formula-anniversary-in-next =
    { $days ->
        [one] anniversary in the next day
       *[other] anniversary in the next { $written } days
    }
formula-between-ago = between { $low } and { $high } days ago
formula-this-week = is this week
formula-this-month = is this month
formula-this-year = is this year
formula-last-month = is last month
formula-is-known = is known
formula-is-unknown = is unknown

# The sentence
sentence-everyone = All available customers.
sentence-include = Customers { $include }.
sentence-exclude = All available customers, except those { $exclude }.
sentence-both = Customers { $include }, but not those { $exclude }.
sentence-either = either { $clauses }
# Conditions that are met together, within "either … or …".
sentence-together = ({ $clauses })
quoted = “{ $text }”
list-and-middle = { $first }, { $rest }
list-and-last = { $first } and { $rest }
list-or-middle = { $first }, { $rest }
list-or-last = { $first } or { $rest }
list-either-middle = { $first }, { $rest }
list-either-last = { $first } or { $rest }
list-nor-middle = { $first }, { $rest }
list-nor-last = { $first } nor { $rest }
list-filters-middle = { $first }, and { $rest }
list-filters-last = { $first }, and { $rest }

# How a sentence names an attribute
phrase-member-of = group
phrase-churn-risk = churn risk
phrase-custom = “{ $name }”
phrase-age-group = age group
phrase-age = age
phrase-gender = gender
phrase-market = market
phrase-language = language
phrase-acquired-on = app acquisition date
phrase-acquisition-type = acquisition type
phrase-device-type = device type
phrase-os-version = OS version
phrase-channel = channel
phrase-campaign-id = campaign ID
phrase-page-viewed-on = Store page view date
phrase-referrer-domain = referrer URI domain
phrase-last-used-on = date of last use
phrase-days-used-30 = number of days used in the last 30 days
phrase-sessions = number of sessions
phrase-stars = rating
phrase-rated-on = rating date
phrase-purchases = number of purchases in this app
phrase-last-purchase-on = date of last purchase
phrase-first-purchase-made = first purchase
phrase-apps-acquired = number of apps acquired from this publisher
phrase-spend-cents = spend in this app
phrase-spend-30-cents = spend in this app in the last 30 days
phrase-total-spend-cents = total spend with this publisher

# A clause for each operator; an attribute that has words of its own has clause-(attribute)-(operator)
clause-is = whose { $attribute } is { $value }
clause-is-not = whose { $attribute } is not { $value }
clause-is-any-of = whose { $attribute } is { $value }
clause-is-none-of = whose { $attribute } is neither { $value }
clause-contains = whose { $attribute } contains { $value }
clause-does-not-contain = whose { $attribute } does not contain { $value }
clause-starts-with = whose { $attribute } starts with { $value }
clause-ends-with = whose { $attribute } ends with { $value }
clause-equals = whose { $attribute } is { $value }
clause-differs = whose { $attribute } is not { $value }
clause-at-least = whose { $attribute } is at least { $value }
clause-at-most = whose { $attribute } is at most { $value }
clause-between = whose { $attribute } is between { $low } and { $high }
clause-in-highest = whose { $attribute } is in the highest { $percent }%
clause-between-days = whose { $attribute } is between { $low } and { $high }
clause-in-last =
    { $days ->
        [one] whose { $attribute } is today
       *[other] whose { $attribute } is in the last { $days } days
    }
clause-more-than-ago =
    { $days ->
        [one] whose { $attribute } is more than { $days } day ago
       *[other] whose { $attribute } is more than { $days } days ago
    }
clause-in-last-weeks =
    { $count ->
        [one] whose { $attribute } is in the last week
       *[other] whose { $attribute } is in the last { $count } weeks
    }
clause-more-than-ago-weeks =
    { $count ->
        [one] whose { $attribute } is more than { $count } week ago
       *[other] whose { $attribute } is more than { $count } weeks ago
    }
clause-in-next-weeks =
    { $count ->
        [one] whose { $attribute } is in the next week
       *[other] whose { $attribute } is in the next { $count } weeks
    }
clause-in-last-months =
    { $count ->
        [one] whose { $attribute } is in the last month
       *[other] whose { $attribute } is in the last { $count } months
    }
clause-more-than-ago-months =
    { $count ->
        [one] whose { $attribute } is more than { $count } month ago
       *[other] whose { $attribute } is more than { $count } months ago
    }
clause-in-next-months =
    { $count ->
        [one] whose { $attribute } is in the next month
       *[other] whose { $attribute } is in the next { $count } months
    }
clause-in-last-years =
    { $count ->
        [one] whose { $attribute } is in the last year
       *[other] whose { $attribute } is in the last { $count } years
    }
clause-more-than-ago-years =
    { $count ->
        [one] whose { $attribute } is more than { $count } year ago
       *[other] whose { $attribute } is more than { $count } years ago
    }
clause-in-next-years =
    { $count ->
        [one] whose { $attribute } is in the next year
       *[other] whose { $attribute } is in the next { $count } years
    }
clause-in-next =
    { $days ->
        [one] whose { $attribute } is today
       *[other] whose { $attribute } is in the next { $days } days
    }
clause-between-ago = whose { $attribute } is between { $low } and { $high } days ago
clause-this-week = whose { $attribute } is this week
clause-this-month = whose { $attribute } is this month
clause-this-year = whose { $attribute } is this year
clause-last-month = whose { $attribute } is last month
clause-anniversary-in-next =
    { $days ->
        [one] whose { $attribute } has its anniversary today
       *[other] whose { $attribute } has its anniversary in the next { $days } days
    }
clause-on-or-after = whose { $attribute } is on or after { $value }
clause-on-or-before = whose { $attribute } is on or before { $value }
clause-yes = for whom { $attribute } is yes
clause-no = for whom { $attribute } is no
clause-is-known = whose { $attribute } is known
clause-is-unknown = whose { $attribute } is unknown
clause-acquired-on-in-last =
    { $days ->
        [one] who acquired the app today
       *[other] who acquired the app in the last { $days } days
    }
clause-acquired-on-more-than-ago =
    { $days ->
        [one] who acquired the app more than { $days } day ago
       *[other] who acquired the app more than { $days } days ago
    }
clause-last-used-on-in-last =
    { $days ->
        [one] who used the app today
       *[other] who used the app in the last { $days } days
    }
clause-last-used-on-more-than-ago =
    { $days ->
        [one] who last used the app more than { $days } day ago
       *[other] who last used the app more than { $days } days ago
    }
clause-os-version-at-least = whose OS version is { $value } or later
clause-os-version-at-most = whose OS version is { $value } or earlier
clause-days-used-30-at-least = who used the app on at least { $value } of the last 30 days
clause-days-used-30-at-most = who used the app on at most { $value } of the last 30 days
clause-stars-is-known = who have rated the app
clause-stars-is-unknown = who have not rated the app
clause-last-purchase-on-in-last =
    { $days ->
        [one] who bought something today
       *[other] who bought something in the last { $days } days
    }
clause-last-purchase-on-more-than-ago =
    { $days ->
        [one] whose last purchase was more than { $days } day ago
       *[other] whose last purchase was more than { $days } days ago
    }
clause-first-purchase-made-yes = who have made a first purchase
clause-first-purchase-made-no = who have not made a first purchase

# Segment templates
template-new-customers-name = New customers
template-new-customers-text = Acquired the app in the last 30 days.
template-lapsed-customers-name = Lapsed customers
template-lapsed-customers-text = Have not used the app for more than 30 days.
template-daily-users-name = Daily users
template-daily-users-text = Used the app on at least 20 of the last 30 days.
template-top-spenders-name = Top spenders
template-top-spenders-text = Spent at least $100 in this app.
template-first-purchase-not-made-name = First purchase not made
template-first-purchase-not-made-text = Have not bought anything in this app yet.
template-unhappy-raters-name = Unhappy raters
template-unhappy-raters-text = Rated the app 1 or 2 stars.
template-happy-raters-name = Happy raters
template-happy-raters-text = Rated the app 4 or 5 stars.
template-lapsed-spenders-name = Lapsed spenders
template-lapsed-spenders-text = Spent at least $10, but last bought more than 60 days ago.
template-trial-users-name = Trial users
template-trial-users-text = Acquired the app as a trial and have not bought anything yet.
template-campaign-arrivals-name = Campaign arrivals
template-campaign-arrivals-text = Came through a custom campaign in the last 90 days.
template-silent-regulars-name = Silent regulars
template-silent-regulars-text = Use the app often but have not rated it.
template-likely-to-leave-name = Likely to leave
template-likely-to-leave-text = Have used the app and have probably stopped.
template-several-apps-name = Customers of several apps
template-several-apps-text = Acquired at least two of your apps.

# Kinds of attribute
kind-choice = Choice
kind-number = Number
kind-decimal = Number with decimals
kind-money = Money
kind-date = Date
kind-yes-no = Yes or no
clause-member-of-is = who are in { $value }
clause-member-of-is-not = who are not in { $value }
clause-member-of-is-any-of = who are in { $value }
clause-member-of-is-none-of = who are neither in { $value }

# What is wrong with a formula
formula-error = At character { $place }, “{ $found }”: { $expected }
formula-error-end = At character { $place }, where the formula ends: { $expected }
formula-error-nearest = Did you mean “{ $nearest }”?
formula-expected-attribute = an attribute was expected.
formula-expected-comparison = one of these was expected: { $listed }.
formula-expected-choice = one of the attribute's values was expected.
formula-expected-group = one of your groups was expected.
formula-expected-market = a country was expected, such as FR or France.
formula-expected-language = a language was expected, such as fr or French.
formula-expected-text = a text was expected, in quotes where it is more than one plain word.
formula-expected-part = a text of at most { $most } characters was expected, in quotes where it is more than one plain word.
formula-expected-version = a version of at most { $most } characters was expected, such as 10.0.19045, in quotes where it is more than one plain word.
formula-expected-number = a whole number was expected, such as 25.
formula-expected-decimal = a number was expected, such as 1.5.
formula-expected-amount = an amount was expected, such as 25.00.
formula-expected-date = a day was expected, such as 2026-11-24.
formula-expected-days = a number of days from 1 to 36500 was expected.
formula-expected-span = a number from 1 to { $most } was expected.
formula-expected-days-ago = two numbers of days from 0 to 36500 were expected.
formula-expected-percent = a percentage from 0.0001 to 100 was expected.
formula-expected-range = two points and the other end were expected, such as 18..24.
formula-expected-rising-ends = an end that is not below the first was expected.
formula-expected-list-end = a comma or a closing parenthesis was expected.
formula-expected-opened-list = a list in parentheses was expected, such as (A, B).
formula-expected-alternative = ||, && or a closing parenthesis was expected.
formula-expected-together = && or a closing parenthesis was expected.
formula-expected-joiner = && or || was expected.
formula-expected-parentheses = && and || follow each other: put parentheses around what belongs together, as in (A && B) || C.
formula-expected-closing-quote = a text was expected that is closed, such as "summer sale".
formula-expected-at-most-characters = the formula was expected to end, for it may have at most { $most } characters.
formula-expected-at-most-filters = the formula was expected to end, for it may have at most { $most } parts that && joins.
formula-expected-at-most-in-filter = at most { $most } conditions were expected in one filter.
formula-expected-at-most-conditions = the formula was expected to end, for it may have at most { $most } conditions.
formula-expected-at-most-values = the list was expected to end, for a formula may have at most { $most } values.
