# Customers and their profiles.
