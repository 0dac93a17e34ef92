# The publisher's rules and a user's own settings.
