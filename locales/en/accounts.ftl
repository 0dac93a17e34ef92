# Setting up, signing in and signing out.
