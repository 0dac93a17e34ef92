# A file before its import
import-upload = Continue
import-too-many-drafts = { $limit } files are looked at and not imported yet. Import or discard one of them first.
drafts-title = Not imported yet
draft-lead = Nothing is written before you press Import.
draft-refused-of = These are lines of “{ $name }” that were refused. Their columns, dates, numbers and times are read as in that file.
draft-being-read = The file is being read.
draft-outcome = What the import will do
draft-sums = Lines
draft-lines-blank = Blank, or below the table
draft-lines-total = Lines of the file
draft-notes = Good to know
draft-clean = Every line and every cell can be read.
draft-faults = What cannot be read
draft-fault-lines =
    { $count ->
        [one] { $count } line is refused
       *[other] { $count } lines are refused
    }
draft-fault-cells =
    { $count ->
        [one] { $count } cell is left out
       *[other] { $count } cells are left out
    }
draft-no-customers =
    { $count ->
        [0] All of these people are customers.
        [one] { $count } of these people is no customer yet. What was said is kept and holds from the day the person is one. If most are none, look whether the account IDs are the right ones.
       *[other] { $count } of these people are no customers yet. What they said is kept and holds from the day they are. If most are none, look whether the account IDs are the right ones.
    }
draft-customers-new =
    { $count ->
        [0] It brings no customer that is not known.
        [one] It brings { $count } customer that is not known.
       *[other] It brings { $count } customers that are not known.
    }
draft-age-unknown =
    { $count ->
        [one] { $count } line has neither an age nor a birth date. Unless it is known from elsewhere, its customer is in no segment.
       *[other] { $count } lines have neither an age nor a birth date. Unless it is known from elsewhere, their customers are in no segment.
    }
draft-too-young =
    { $count ->
        [one] { $count } customer is too young to be in a segment.
       *[other] { $count } customers are too young to be in a segment.
    }
draft-before-windows-10 =
    { $count ->
        [one] { $count } line does not name Windows 10 or later. Unless it is known from elsewhere, its customer is in no segment of this app.
       *[other] { $count } lines do not name Windows 10 or later. Unless it is known from elsewhere, their customers are in no segment of this app.
    }
draft-new-attribute = New custom attribute “{ $name }”: { $kind }
draft-update = Update the preview
draft-discard = Discard the file
draft-discard-help = Discarding deletes the file, what was found in it and what you chose for it. Nothing of it has been imported, so nothing else changes.
draft-discarded-before = The file is discarded.
draft-discarded = “{ $name }” is discarded.
draft-look-again = What you changed is taken over. Check what the import will do now, then press Import.
draft-not-read = The file is still being read. Press Import in a moment.
draft-too-many-waiting = { $limit } files are already waiting. Import this one when one of them is done; it stays here.
draft-columns = Columns
draft-columns-help = Choose what each column is used for, then update the preview. The choice is remembered for the next file with these columns.
draft-use = Used for
draft-use-of = What “{ $column }” is used for
draft-use-ignore = Leave out
draft-use-custom = Custom attribute
draft-use-custom-found = Custom attribute, as found: { $kind }
draft-use-custom-of = Custom attribute: { $kind }
draft-order = Order of dates
draft-order-of = What comes first in the dates of “{ $column }”
draft-order-found = Order of the date as written
draft-order-day = Day first
draft-order-month = Month first
draft-mark = Decimal mark
draft-mark-of = What separates the decimals in “{ $column }”
draft-mark-found = Decimal mark as found
draft-mark-found-as =
    { $mark ->
        [comma] As found: a comma, as in 12,50
       *[point] As found: a point, as in 12.50
    }
draft-mark-point = Decimal point, as in 12.50
draft-mark-comma = Decimal comma, as in 12,50
draft-column-empty = No values.
draft-column-filled =
    { $count ->
        [one] { $count } value.
       *[other] { $count } values.
    }
draft-column-fit = { $fit } of { $filled } values can be read.
draft-column-number = Column { $number }
draft-column-other = “{ $other }” is taken for { $field }.
draft-layout = How the file is read
draft-separator-comma = Comma
draft-separator-semicolon = Semicolon
draft-separator-tab = Tab
draft-separator-bar = Bar
draft-header-line = Line with the names of the columns
draft-header-line-wrong = Write the number of a line from 1 to 1,000.
draft-first-lines = First lines
draft-lines =
    { $count ->
        [one] { $count } line below the names of the columns.
       *[other] { $count } lines below the names of the columns.
    }
draft-clears = An empty cell takes back what is known
draft-use-twice = Another column is used for { $field } already. Choose one of them.
draft-time-zone = Zone of times that do not say theirs
draft-time-zone-help = Such as Europe/Paris. The day of a time is its day in { $zone }, the zone of the settings; a date without a time stays that day.
draft-as-of = As of { $moment }. What is imported or changed since then can change these numbers.
