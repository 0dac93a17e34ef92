# An app's push notifications
push-title = Push notifications
push-lead = Browsers subscribe on your own pages, for the person whom your back end signs for. Messages are encrypted for each browser.
push-subscribed = Subscribed
push-browsers = Browsers
push-people = People
push-on-your-pages = On your pages
push-step-worker = Put a file /engage-worker.js on your site with this line.
push-worker-file = The file /engage-worker.js
push-step-page = Put this on your pages. The browser asks when the button is pressed, and the text of the button is kept as what the person has allowed.
push-page-script = What is put on a page
push-step-token = In the place of engp_… put a public token of this app, which an owner makes under Programs.
push-step-identity = At /engage-identity, your back end answers with a signed JSON Web Token for who is signed in, as for flags.
push-step-leave = When the person signs out, call push.leave().
push-set-up = Set up
push-contact = Contact
push-contact-help = Push services write there when something is wrong, such as mailto:push@example.org or https://example.org/contact.
push-contact-scheme = Enter a contact such as mailto:push@example.org or https://example.org/contact.
push-contact-unreadable = Enter a whole e-mail address, such as mailto:push@example.org, or the whole address of a page.
push-contact-host = Enter a contact whose host is on the internet. Apple refuses others.
push-hosts = Further push services
push-hosts-help = Hosts with spaces between, such as those of UnifiedPush. Those of Chrome, Edge, Firefox and Safari are known.
push-host-wrong = { $host } is not the name of a public host. Enter names such as push.example.org.
push-hosts-too-many = Enter at most { $most } hosts.
push-changed-meanwhile = Somebody else changed this meanwhile. Check what you see and save again.
push-not-set-up = An owner must enter a contact for push services first.

# On a customer's page
push-browser = Browser
push-language = Language
push-seen = Last seen
subscription-live = Subscribed
subscription-gone = Gone: the push service knows it no longer
subscription-withdrawn = Signed out
subscription-moved = Of another account until { $date }
consents-title = What the person has allowed
consent-purpose = Purpose
consent-said = Said
consent-on = On
consent-where = Where
consent-text = Text that was shown
consent-purpose-promotional = Promotional
consent-purpose-product = Product
consent-purpose-test = Test
consent-state-given = Allowed
consent-state-withdrawn = Taken back
consent-source-browser = On your page
consent-source-link = By the link of a message
consent-source-page = Here
consent-withdraw = Take back
consent-withdraw-one = Take back: { $purpose }
consent-withdrawn-now = The person is no longer written to for this purpose.

# By the link of a message
unsubscribe-title = No more notifications
unsubscribe-text = Do you want no more notifications from { $publisher }?
unsubscribe-button = No more notifications
unsubscribe-done = You get no more notifications from { $publisher }.
