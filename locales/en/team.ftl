# The team: who signs in for the publisher.

team-lead = Who signs in for your publisher, and what each may do.
team-role = Role
team-seen = Last seen
team-never-seen = Never
team-you = You
team-active = Active
team-disabled = Disabled
team-account = Account
team-access = Access
team-role-change = Change the role
team-role-changed = { $address } now has the role “{ $role }”.
team-role-changed-meanwhile = Someone changed the role meanwhile: it is “{ $role }”. Press the button again to change it.
team-last-owner = Nobody else is an active owner. Make another user an owner first.
team-not-yourself = You cannot disable your own account. Another owner can.
team-disable = Disable the account
team-disable-text = Whoever is disabled is signed out at once and cannot sign in. The account stays, because histories name it, and can be enabled again.
team-disabled-done = { $address } is disabled and signed out everywhere.
team-enable = Enable the account
team-enable-text = The account is disabled. Once it is enabled, its user signs in with the same password as before.
team-enabled-done = { $address } can sign in again.
role-viewer = Viewer
role-editor = Editor
role-owner = Owner
role-viewer-may = Viewer: sees everything but the sizes of small segments
role-editor-may = Editor: also changes groups, apps and imports
role-owner-may = Owner: also changes settings and the team, and erases customers

# Invitations
invitation-new = Invite somebody
invitation-new-text = You get a link that opens once, within three days. Engage sends no e-mail: pass it on yourself.
invitation-make = Make the link
invitation-link = Link of the invitation
invitation-made = The link for { $address } opens once, until { $until }.
invitation-link-help = It is shown only now. Copy it and pass it on: whoever has it can join your team. A new link takes its place.
invitation-link-ended = The link has expired
invitations-open = Open invitations
invitations-none = Nobody is invited at the moment.
invitation-renew = New link
invitation-renew-named = New link for { $address }
invitation-withdraw = Withdraw
invitation-withdraw-named = Withdraw the invitation of { $address }
invitation-withdrawn = The invitation of { $address } is withdrawn.
invitation-ended = This invitation is no longer open: it was accepted or withdrawn.
invitation-in-team = This address is in your team already.
invitation-has-account = Someone signs in with this address already. An address belongs to one publisher only.
invitation-open-already = This address is invited already. Make a new link of the invitation, or withdraw it first.
invitation-title = Join { $publisher }
invitation-join = Join
invitation-joined = Welcome to { $publisher }.
invitation-taken = Someone signs in with this address already, for another publisher. Ask for an invitation to another address.
invitation-ended-title = This link opens nothing
invitation-ended-text = It was used, has expired, or another took its place. If you have joined already, sign in. Otherwise ask whoever invited you for a new link.

# Two-step sign-in
two-step-title = Two-step sign-in
two-step-text = After the password, signing in asks for a code that an app on your phone shows. Whoever learns your password cannot sign in without the phone.
two-step-on = On
two-step-off = Off
two-step-set-up = Set up two-step sign-in
two-step-change = Change two-step sign-in
two-step-demanded = Your publisher wants everyone to sign in in two steps. Set it up to go on.
two-step-scan = Scan this code with an authenticator app, such as Aegis, Google Authenticator, Microsoft Authenticator or a password manager.
two-step-qr = QR code for the authenticator app
two-step-type = Or type this key into the app:
two-step-secret = Key for the authenticator app
two-step-open-app = Open the authenticator app of this device
two-step-code = Code
two-step-code-help = The six digits that the app shows for Engage.
two-step-code-wrong = This code is not right, or was used before. Type the one that the app shows now.
two-step-switch-on = Switch on
two-step-codes-title = Recovery codes
two-step-switched-on = Two-step sign-in is on. Your other sessions have ended.
two-step-codes-text = If you lose your phone, each of these codes signs you in once. They are shown only now: print them, or keep them where you keep your passwords.
two-step-codes-left =
    { $count ->
        [0] You have no recovery code left.
        [one] You have { $count } recovery code left.
       *[other] You have { $count } recovery codes left.
    }
two-step-new-codes = New recovery codes
two-step-new-codes-text = Ten new codes take the place of those you have.
two-step-make-codes = Make new codes
two-step-proof = Your password or a code
two-step-proof-wrong = This is neither your password nor a code that can still be used.
two-step-switch-off = Switch off two-step sign-in
two-step-switch-off-text = Your password alone will sign you in. Switch it off and set it up again to move to another phone.
two-step-switched-off = Two-step sign-in is off.
two-step-recovery-code = Recovery code
two-step-recovery-help = One of the ten codes that you got when you set two-step sign-in up. It works once.
two-step-use-recovery = Use a recovery code instead
two-step-use-phone = Use the code of your phone instead
two-step-lost = Lost your phone and your recovery codes? An owner of your publisher can reset your two-step sign-in, or whoever runs Engage: engage user reset-two-step, with your address.
two-step-too-late = The code was not typed in time, or the password was changed meanwhile. Sign in again.
two-step-recovery-used =
    { $count ->
        [0] You used your last recovery code. Make new ones in the settings.
        [one] You used a recovery code; { $count } is left. Make new ones in the settings.
       *[other] You used a recovery code; { $count } are left. Make new ones in the settings.
    }
two-step-demand = Everyone signs in in two steps
two-step-demand-help = Whoever has not set it up is led to do so, and can do nothing else until then.
two-step-own-first = Set up two-step sign-in for yourself first, in the settings.
two-step-demand-on = Everyone now signs in in two steps.
two-step-demand-off = Two-step sign-in is up to each user.
two-step-reset = Reset two-step sign-in
two-step-reset-text = For a user who has lost the phone and the recovery codes. The password alone signs in then, and the user is signed out everywhere. Make sure first that it is the user who asks.
two-step-reset-done = Two-step sign-in of { $address } is off, until the user sets it up again.
kept-form-two-step = What you typed is kept for 15 minutes. Set up two-step sign-in to get it back.
kept-form-two-step-failed = What you typed could not be kept. Go back in your browser and copy it before you set up two-step sign-in.
