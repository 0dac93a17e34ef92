# Imports and their reports.

# What a file can hold
import-kind-customers = Customers
import-kind-customers-help = One line for each customer: account_id, and where known e-mail address, birth date or age, gender, market, language and how the app was acquired. Every further column becomes a custom attribute.
import-kind-purchases = Purchases
import-kind-purchases-help = One line for each order, or for each article of it: account_id, order_id, purchased_at, amount; where known currency, status, refunded, product_id, product and quantity. The amounts of an order add up: each is that of its whole line, whatever the quantity.
import-kind-usage = Usage
import-kind-usage-help = One line for each customer and day: account_id, used_on, and sessions where counted.
import-kind-ratings = Ratings
import-kind-ratings-help = One line for each customer: account_id, stars from 1 to 5, and rated_on where known.
import-kind-consents = Consents
import-kind-consents-help = One line for each thing that a person allowed or took back: account_id, channel (web push), purpose (promotional, product, test or measurement), state (yes or no, opt-in or opt-out), at, and the text that was shown where known. What was said last counts, whichever file it is in.

# Columns
import-field-account-id = Account ID
import-field-email = E-mail address
import-field-birth-date = Birth date
import-field-order-id = Order ID
import-field-purchased-at = Time of purchase
import-field-amount = Amount
import-field-refunded = Amount refunded
import-field-currency = Currency
import-field-status = Status
import-field-product-id = Product ID
import-field-product = Product
import-field-quantity = Quantity
import-field-used-on = Day of use
import-field-stars = Stars
import-field-consent-channel = Channel of the consent
import-field-consent-purpose = Purpose of the consent
import-field-consent-state = Allowed or taken back
import-field-said-at = Time it was said
import-field-evidence = Text that was shown

# Why a line was refused
refusal-missing = The cell in column “{ $column }” is empty.
refusal-cell-too-long =
    { $limit ->
        [one] “{ $value }” is longer than { $limit } character.
       *[other] “{ $value }” is longer than { $limit } characters.
    }
refusal-damaged-number = “{ $value }” in column “{ $column }” is the short form of a long number, whose other digits are lost. Format the column as text in the spreadsheet, and export it again.
refusal-email = “{ $value }” in column “{ $column }” is not an e-mail address.
refusal-date = “{ $value }” in column “{ $column }” is not a date. Write it as 2026-11-24, with a time as 2026-11-24T18:55:24Z.
refusal-date-ambiguous = “{ $value }” in column “{ $column }” does not say which part is the day and which the month, and neither do the other dates of the column. Write the year first, as in 2026-11-24.
refusal-number = “{ $value }” in column “{ $column }” is not a whole number.
refusal-decimal = “{ $value }” in column “{ $column }” is not a number.
refusal-yes-no = “{ $value }” in column “{ $column }” is neither yes nor no.
refusal-age = “{ $value }” in column “{ $column }” is not an age from 0 to 130.
refusal-age-group = “{ $value }” in column “{ $column }” does not lie within one of the age groups: under 18, 18 to 24, 25 to 34, 35 to 49, 50 or over.
refusal-sessions = “{ $value }” in column “{ $column }” is not a number of sessions from 1 to 1,000,000.
refusal-not-used = There were no sessions on this day, so the line is no use of the app.
refusal-stars = “{ $value }” in column “{ $column }” is not a number of stars from 1 to 5.
refusal-amount = “{ $value }” in column “{ $column }” is not an amount of money. Write it as 1234.50.
refusal-amount-ambiguous = “{ $value }” in column “{ $column }” could be thousands or decimals, and no other amount of the column tells. Write it as 1234.50.
refusal-amount-decimals = “{ $value }” in column “{ $column }” has more decimals than the currency of the app.
refusal-amount-negative = “{ $value }” in column “{ $column }” is negative. Only purchases can be taken in.
refusal-amount-too-large = “{ $value }” in column “{ $column }” is more than a billion.
refusal-currency = “{ $value }” in column “{ $column }” is not in { $currency }, the currency of the app, and amounts are not converted. Leave these lines out, or import them into an app with their currency.
refusal-status = “{ $value }” in column “{ $column }” is not a status that is known, such as paid, refunded or failed. The line counts as paid.
refusal-refund-missing = “{ $value }” in column “{ $column }” does not say how much was refunded. The whole amount counts. Add a column “amount refunded”.
refusal-not-paid = “{ $value }” in column “{ $column }” means that nothing was paid. The line does not count until a file says that it is paid.
refusal-order-incomplete = Another line of order “{ $value }” is refused. Import all lines of the order together once that line is mended.
refusal-order-without-amount = No line of order “{ $value }” has an amount.
refusal-order-without-time = No line of order “{ $value }” has a date.
refusal-choice = “{ $value }” in column “{ $column }” is not one of the choices.
refusal-market = “{ $value }” in column “{ $column }” is not a country. Write its name or its code of two letters.
refusal-language = “{ $value }” in column “{ $column }” is not a language. Write its name or its code, such as fr or pt-BR.
refusal-order-of-several = Order “{ $value }” is in the file for more than one customer.
refusal-erased = This person was erased on { $value } and is not taken in again.
refusal-order-of-another = Order “{ $value }” belongs to another customer.
refusal-ratings-differ = The file has different stars from customer “{ $value }” for the same time. Keep one of the lines.
refusal-consent-channel = “{ $value }” in column “{ $column }” is no channel that people are written to by. Write web push. A consent to another channel is none to this one.
refusal-consent-purpose = “{ $value }” in column “{ $column }” is no purpose that is known. Write promotional, product, test or measurement.
refusal-consent-state = “{ $value }” in column “{ $column }” does not say whether it is allowed. Write yes or no.
refusal-in-future = “{ $value }” has not come yet. Write when the person said it.
refusal-consents-too-often = “{ $value }” has changed what is allowed too often. What the person takes back is still taken in.
refusal-lines-differ = “{ $value }” in column “{ $column }” contradicts another line of the same customer.
refusal-too-many-lines = More than { $limit } lines, or 16 MB of them, are about the same order, day or customer. None of them is taken.
refusal-ragged =
    { $found ->
        [one] The line has { $found } cell, the header has { $limit }.
       *[other] The line has { $found } cells, the header has { $limit }.
    }
refusal-open-quote = A quotation mark is opened and never closed.
refusal-line-too-long = The line is longer than a megabyte.
refusal-nul = The line holds zero bytes, which are no text.
refusal-unreadable = The line holds characters that cannot be read.

# Why a file was not taken in
import-problem-empty = The file is empty.
import-problem-header-unreadable = The first line, which should name the columns, cannot be read.
import-problem-column-missing = There is no column for “{ $field }”, such as { $names }. The columns of the file are: { $headers }.
import-problem-column-unknown = The file has no column “{ $column }”.
import-problem-too-many-columns =
    { $limit ->
        [one] The file has { $found } columns of its own; a file can bring { $limit }.
       *[other] The file has { $found } columns of its own; a file can bring up to { $limit }.
    }
import-problem-too-many-attributes = An app can have { $limit } custom attributes, and this one has room for { $room } more. The file would bring { $found }: { $columns }. Leave columns out, then import it again.
import-problem-header-too-long =
    { $limit ->
        [one] The name of column { $number } is longer than { $limit } character.
       *[other] The name of column { $number } is longer than { $limit } characters.
    }
import-problem-file-gone = The file is no longer in the data folder. Import it again.
import-problem-file-changed = The file is not the one that was started with. Import it again.
import-problem-command-ended = The command that imported the file was stopped before the end. Run it again: what was taken in before is not counted twice.
import-over-quota = The files that wait may take { $limit } MB together, and there is no room for this one. Send it when one of them is done.
import-no-room = The disk of the server has no room for this file. Ask whoever runs Engage to make some, then send it again.
import-too-many-waiting = { $limit } files are already waiting. Send this one when one of them is done.
import-preparing = The files of a sample app are being made. They appear here in a moment.
import-problem-fault = Something went wrong on our side. It has been written to the log. Import the file again: what was taken in before is not counted twice.

# The pages
imports-lead = Files that brought in customers, purchases, days of use, ratings and consents.
imports-sorts = What was imported
imports-files = Files
imports-rows = Sent by programs
imports-empty-title = Nothing imported yet
imports-empty-text = A .csv file brings in customers and what they did. First add the app that they use.
import-new = Import a file
import-another = Import another file
import-lead = Columns are found by their names, in any order. Taking the same file in again changes nothing.
import-app = App
import-kind = What the file holds
import-file = File
import-file-help = A .csv file of at most { $limit } MB, separated by commas, semicolons, tabs or bars.
import-file-missing = Choose a file.
import-file-too-large = The file is larger than { $limit } MB. Split it, or let “engage import” take it in.
import-begin = Import
import-waiting = Waiting
import-running = Being taken in
import-done = Done
import-done-refused =
    { $count ->
        [one] { $count } line refused
       *[other] { $count } lines refused
    }
import-done-left-out =
    { $count ->
        [one] { $count } cell left out
       *[other] { $count } cells left out
    }
import-failed = Stopped
import-started = started { $ago }
import-started-by = started { $ago } by { $user }
import-sent-by = sent { $ago } by the program “{ $token }”
import-progress = Progress
import-progress-text = { $done } of { $total } lines
import-speed =
    { $count ->
        [one] { $count } line a second
       *[other] { $count } lines a second
    }
import-left-seconds =
    { $count ->
        [one] { $count } second left
       *[other] { $count } seconds left
    }
import-left-minutes =
    { $count ->
        [one] { $count } minute left
       *[other] { $count } minutes left
    }
import-left-hours =
    { $count ->
        [one] { $count } hour left
       *[other] { $count } hours left
    }
import-computing = Every line is taken in. The numbers of the customers are being computed.
import-may-leave = You may leave this page: the work goes on without it.
import-report = What became of the lines
import-lines-new = New
import-lines-changed = Changed
import-lines-unchanged = Already there
import-lines-repeated = Repeated in the file
import-lines-refused = Refused
import-lines-total = Lines of the file
import-lines-so-far = So far, of { $total } lines
import-customers-new =
    { $count ->
        [0] The file brought no customer that was not known.
        [one] The file brought { $count } customer that was not known.
       *[other] The file brought { $count } customers that were not known.
    }
import-detected = What was found
import-encoding = Encoding
import-separator = Separator
import-separator-tab = tab
import-columns =
    { $count ->
        [one] { $count } column
       *[other] { $count } columns
    }
import-column-custom-choice = custom attribute, a choice
import-column-custom-number = custom attribute, a number
import-column-custom-decimal = custom attribute, a number with decimals
import-column-custom-date = custom attribute, a date
import-column-custom-yes-no = custom attribute, yes or no
import-column-ignored = not used
import-cells-left-out =
    { $count ->
        [one] { $count } cell was left out; the rest of its line was taken.
       *[other] { $count } cells were left out; the rest of their lines was taken.
    }
import-left-out = Cells left out
import-left-out-help = These cells could not be read. The rest of their lines was taken, and what was known before is kept.
import-left-out-listed = Only the first { $count } are counted here.
import-refused-lines = Refused lines
import-refused-help = A line with several faults counts for each of them. The file of these lines has the columns of your file and the reasons: correct the lines there, then import it.
import-refused-reason = reason
import-refused-reasons = Reasons of refused lines
import-refused-download = Download the refused lines
import-refused-file = { $name } refused lines
column-file = File
column-started = Started
column-lines = Lines
column-column = Column
column-cells = Cells
column-first-line = First line
column-first-reason = Reason, with the first value
column-fate = Outcome
column-line-number = Line
column-reason = Reason
column-text = Text
import-problem-workbook = This is a spreadsheet's own file. Save it as CSV there, then import that.
import-problem-no-people = No column of the file holds e-mail addresses or account IDs that are known here. The columns of the file are: { $headers }.
import-problem-nobody = The file holds no e-mail address and no account ID that is known here. Put each address on a line of its own.
import-problem-pdf = This is a PDF file. Export the data as CSV, then import that.
import-problem-image = This is an image. Export the data as CSV, then import that.
import-problem-web-page = This is a web page, perhaps one that says why a download failed. Open it in a browser to read it, then download the CSV file again.
import-problem-xml = This is an XML file. Export the data as CSV, then import that.
import-problem-json = This is a JSON file. Export the data as CSV, then import that.
import-problem-archive = This is a compressed file. Unpack it, then import the CSV file in it.
import-problem-document = This is a document of a text program. Save its table as CSV, then import that.
import-problem-contact-cards = This is a file of contact cards (vCard). Export the contacts as CSV, then import that.
import-problem-database = This is a database file. Export the data as CSV, then import that.
import-time-zone = Times without a zone
import-day-zone = Days
import-cancelling = Being cancelled
import-cancelled = Cancelled
import-undoing = Being taken back
import-undone = Taken back
import-cancel = Cancel the import
import-cancelled-by = Cancelled { $ago } by { $user }
import-undo = Undo the import
import-undo-title = Undo the import of { $name }
import-undo-consents = Everything that this file brought is taken back, once the files of consents that were imported after it are. What people said elsewhere before and since counts as if this file had not been there.
import-undo-said-since =
    { $count ->
        [one] 1 line about what people allow
       *[other] { $count } lines about what people allow
    }
import-undo-text = Everything that this file brought is taken back: what it added is deleted, and what it changed gets the values from before. Customers who are known from this file alone are deleted. Nothing is taken back if newer imports have changed the same things; you are told which.
import-undo-sums = What the import did, in lines
import-undo-until = Imports can be undone for 30 days; this one until { $moment }.
import-undo-impossible = This import cannot be undone: it is already undone or still under way, brought nothing, ended more than 30 days ago, or what was kept of its file or of a newer one was deleted.
import-undone-by = Undone { $ago } by { $user }
import-delete-file = Delete what is kept of this file
import-delete-file-title = Delete what is kept of { $name }?
import-delete-file-text = The lines and cells below go, and so do the names of the columns; they cannot be brought back. What the import brought stays, and so do the file's name, its times and its sums.
import-delete-file-lines = Refused lines, with their texts
import-delete-file-cells = Left-out cells, with their texts
import-delete-file-undo = This import could be undone until { $moment }. Afterwards it cannot be undone, because what was there before it goes too.
import-delete-file-older = These older imports cannot be undone afterwards either, because it is no longer known what this one changed of them:
import-delete-file-at-work = A file is waiting or being imported, or an import is being taken back. Try again when it has ended.
import-file-deleted = What was kept of this file is deleted.
import-file-deleted-by = What was kept of the file was deleted { $ago } by { $user }
import-undo-refused = The import was not undone
import-undo-refused-text = Nothing was taken back, because newer changes stand on what this file brought. Undo these first, the newest before the older ones.
import-undo-standing =
    { $count ->
        [one] 1 customer: { $accounts }
       *[other] { $count } customers: { $accounts }
    }
import-undo-used = The rules of { $groups } use the attribute { $name }, which this file added.
import-undo-kind-changed = The kind of the attribute { $name } was changed since.
import-unknown = Another change
import-taking-back = What the file brought is being taken back.
import-problem-app-deleted = The app was deleted while the file was being imported.
import-problem-cancelled = The import was cancelled.
import-lines-for-editors = Editors see which lines and cells these are, and why: they hold people’s data.
