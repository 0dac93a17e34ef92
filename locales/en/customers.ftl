# Customers and their profiles.

customers-lead = The people who use your apps.
customers-empty-title = No customers yet
customer-known-user-groups = Known user groups
customer-in-no-known-user-group = In no known user group.
customer-segments = Segments
customer-in-no-segment = In no segment of this app.
customer-available = An available customer of this app, as of { $date }.
customer-too-young = Not available for segments: younger than { $age }.
customer-age-unknown = Not available for segments: the age is unknown, and your rules leave unknown ages out.
customer-before-windows-10 = Not available for segments: the app was not acquired on Windows 10 or later.
