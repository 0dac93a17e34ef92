# Setting up, signing in and signing out.

setup-title = Set up Engage
setup-lead = This page opens once. It makes your publisher and the account of its owner.
setup-publisher = Publisher
setup-publisher-help = The name of your company or team, as it is shown to those who sign in.
setup-publisher-length = Give the publisher a name of at most 300 characters.
setup-button = Set up
setup-done = Welcome. “{ $name }” is ready.
account-email = E-mail address
account-password = Password
password-help = At least 12 characters.
password-length = Use a password of 12 to 200 characters.
email-wrong = Type an e-mail address, such as name@example.com.
email-taken = Someone signs in with this address already. Use another.
sign-in-failed = The e-mail address or the password is not right.
password-guessable = This password is easy to guess. Use another, such as four words that have nothing to do with one another.
sign-in-keep = Keep me signed in
sign-in-keep-help = For 14 days without a visit instead of 12 hours, and never longer than 30 days. Only on a device of your own.
reset-title = Choose a new password
reset-done = Your password is changed. Sign in with it.
sign-in-forgotten = Forgotten your password? Whoever runs Engage can make you a link: engage user reset-password, with your address.
