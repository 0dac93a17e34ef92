# Customer groups: lists, forms and pages.

# What is wrong with a condition
condition-attribute-missing = Choose an attribute.
condition-operator-missing = Choose a comparison that this attribute has.
condition-value-missing = Fill in a value.
condition-values-missing = Give at least one value.
condition-one-value = Give one value only, or choose “is any of”.
condition-number = Type a whole number, such as 25.
condition-amount = Type an amount in dollars with at most two decimals, such as 25 or 25.50.
condition-date = Type a date as year-month-day, such as 2026-11-24.
condition-days = Type a number of days from 1 to 36,500.
condition-ends-swapped = The second value is below the first. Swap them.
condition-choice = Choose one of the values in the list.
condition-market = Type a country by its name or its two-letter code, such as France or FR.
condition-language = Type a language by its name or its code, such as French or fr.
condition-too-long = Use at most 300 characters.
condition-campaign-too-long = A campaign ID has at most 100 characters.
