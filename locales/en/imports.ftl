# Imports and their reports.
