# The list of notifications
notification-group = Groups
notification-began = Start
notification-browsers = Browsers
notification-accepted = Accepted
notification-lift = Lift over the holdout
launch-rate = Launch rate
delivery-rate = Delivery rate
# Between two numbers of points, either of which may be negative
comparison-lift = { $from } to { $to } points
notifications-tab-analysis = Analyze

# What became of the notifications of some days
analysis-title = What became of notifications
analysis-period = Period
analysis-period-30-days = Last 30 days
analysis-period-3-months = Last 3 months
analysis-period-6-months = Last 6 months
analysis-period-12-months = Last 12 months
analysis-period-own = Days of your own
analysis-days-help = Days that you change count as days of your own.
analysis-too-many-days = Choose at most { $most } days.
analysis-count =
    { $count ->
        [0] No notification was sent in these days.
        [one] { $count } notification that was sent in these days.
       *[other] { $count } notifications that were sent in these days.
    }
analysis-hidden =
    { $count ->
        [one] { $count } other is left out: it has a number small enough to point at people, or is not counted yet.
       *[other] { $count } others are left out: they have a number small enough to point at people, or are not counted yet.
    }
analysis-cut = Only the { $most } newest are added up.
analysis-total = In all
analysis-sent = Sent
analysis-gone = Browser gone
analysis-launches = Launches
analysis-rates-help = The delivery rate is the share of the messages sent that the push service accepted; the launch rate is the share of the accepted ones that were clicked.
analysis-by-day = By day
analysis-by-day-help = A notification counts on the day on which it was sent, with whatever became of it since.
analysis-chart = { $what } by day from { $from } to { $to }, { $greatest } at most.
analysis-by-market = By market
analysis-by-market-help = Counted up to once an hour. Clicks of whoever is a customer no longer are under Unknown; those of people who have not allowed measurement are only in the sums above.
analysis-anonymous =
    { $count ->
        [one] { $count } click was only counted, because the person has not allowed measurement. Somebody who clicks twice is counted twice there, so no launch rate is shown where it is in the sum.
       *[other] { $count } clicks were only counted, because the person has not allowed measurement. Somebody who clicks twice is counted twice there, so no launch rate is shown where they are in the sum.
    }
analysis-markets-hidden = Editors see the markets: small numbers could be computed from those of several days.
analysis-not-counted = Nothing is counted yet.

# Consent to measurement
measurement-title = Measurement
measurement-asked = Keep what a person sees and clicks only if that person has allowed measurement
measurement-asked-help = For everyone else, shown and clicked messages are only counted: neither the person nor the time is stored, and webhooks are not notified. What was stored before stays. Your pages and files ask for this consent with the purpose measurement.
measurement-anonymous = Of these, { $shown } shown and { $clicked } clicked were only counted, because the person has not allowed measurement. Somebody who clicks twice is counted twice there, and they are in none of the tables by person or part.
