# Customer groups: lists, forms and pages.
