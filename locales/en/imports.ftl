# Imports and their reports.

# What a file can hold
import-kind-customers = Customers
import-kind-customers-help = One line for each customer: account_id, and where known e-mail address, birth date or age, gender, market, language and how the app was acquired. Every further column becomes a custom attribute.
import-kind-purchases = Purchases
import-kind-purchases-help = One line for each order: account_id, order_id, purchased_at, amount_usd.
import-kind-usage = Usage
import-kind-usage-help = One line for each customer and day: account_id, used_on, and sessions where counted.
import-kind-ratings = Ratings
import-kind-ratings-help = One line for each customer: account_id, stars from 1 to 5, and rated_on where known.

# Columns
import-field-account-id = Account ID
import-field-email = E-mail address
import-field-birth-date = Birth date
import-field-order-id = Order ID
import-field-purchased-at = Time of purchase
import-field-amount = Amount
import-field-used-on = Day of use
import-field-stars = Stars

# Why a line was refused
refusal-missing = The cell in column “{ $column }” is empty.
refusal-cell-too-long =
    { $limit ->
        [one] “{ $value }” is longer than { $limit } character.
       *[other] “{ $value }” is longer than { $limit } characters.
    }
refusal-email = “{ $value }” in column “{ $column }” is not an e-mail address.
refusal-date = “{ $value }” in column “{ $column }” is not a date. Write it as 2026-11-24, with a time as 2026-11-24T18:55:24Z.
refusal-date-ambiguous = “{ $value }” in column “{ $column }” does not say which part is the day and which the month. Write the year first, as in 2026-11-24.
refusal-number = “{ $value }” in column “{ $column }” is not a whole number.
refusal-yes-no = “{ $value }” in column “{ $column }” is neither yes nor no.
refusal-age = “{ $value }” in column “{ $column }” is not an age from 0 to 130.
refusal-sessions = “{ $value }” in column “{ $column }” is not a number of sessions from 1 to 1,000,000.
refusal-stars = “{ $value }” in column “{ $column }” is not a number of stars from 1 to 5.
refusal-amount = “{ $value }” in column “{ $column }” is not an amount in dollars. Write it as 1234.50.
refusal-amount-ambiguous = “{ $value }” in column “{ $column }” could be thousands or decimals. Write it as 1234.50.
refusal-amount-decimals = “{ $value }” in column “{ $column }” has parts of a cent.
refusal-amount-negative = “{ $value }” in column “{ $column }” is negative. Only purchases can be taken in.
refusal-amount-too-large = “{ $value }” in column “{ $column }” is more than a billion dollars.
refusal-choice = “{ $value }” in column “{ $column }” is not one of the choices.
refusal-market = “{ $value }” in column “{ $column }” is not a country. Write its name or its code of two letters.
refusal-language = “{ $value }” in column “{ $column }” is not a language. Write its name or its code, such as fr or pt-BR.
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
import-problem-column-twice = The columns “{ $first }” and “{ $second }” are for the same thing. Remove or rename one of them.
import-problem-too-many-columns =
    { $limit ->
        [one] The file has { $found } columns of its own; a file can bring { $limit }.
       *[other] The file has { $found } columns of its own; a file can bring up to { $limit }.
    }
import-problem-header-too-long =
    { $limit ->
        [one] The name of column { $number } is longer than { $limit } character.
       *[other] The name of column { $number } is longer than { $limit } characters.
    }
import-problem-file-gone = The file is no longer in the data folder. Import it again.
import-problem-file-changed = The file is not the one that was begun with. Import it again.
import-problem-fault = Something went wrong on our side. It has been written to the log. Import the file again: what was taken in before is not counted twice.
