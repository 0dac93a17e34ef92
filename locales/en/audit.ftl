# The audit log

audit-title = Audit log
audit-lead = Who did what, and when. Entries are never changed or deleted.
audit-filter = Choose entries
audit-all = All
audit-show-all = Show all
audit-nothing = No entry is like this.
audit-when = When
audit-who = Who
audit-what = Action
audit-to-what = Done to
audit-changes = Values
audit-before = before:
audit-after = after:
audit-newest = Newest
audit-newer = Newer
audit-older = Older

# Who did it
audit-actor-person = Any user
audit-actor-token = Programs with a token
audit-actor-token-named = Token { $name }
audit-actor-job = Engage itself
audit-actor-command = A command on the server
audit-actor-stranger = Somebody not signed in

# What was done
audit-action-created = Created
audit-action-changed = Changed
audit-action-renamed = Renamed
audit-action-people-added = People added
audit-action-people-replaced = People replaced
audit-action-people-removed = People removed
audit-action-frozen = Frozen from a segment
audit-action-archived = Archived
audit-action-restored = Restored
audit-action-deleted = Deleted
audit-action-kind-changed = Kind changed
audit-action-sent = File sent
audit-action-discarded = File discarded
audit-action-started = Import started
audit-action-finished = Import done
audit-action-failed = Import failed
audit-action-cancelled = Import cancelled
audit-action-undo-started = Undo requested
audit-action-undone = Import undone
audit-action-not-undone = Import not undone
audit-action-file-deleted = What was kept of the file deleted
audit-action-exported = Downloaded
audit-action-erased = Erased
audit-action-readmitted = May be added again
audit-action-set-up = Publisher set up
audit-action-signed-in = Signed in
audit-action-sign-in-failed = Sign-in failed
audit-action-signed-out = Signed out
audit-action-sessions-ended = Sessions ended
audit-action-password-changed = Password changed
audit-action-reset-link-created = Link to a new password created
audit-action-password-reset = New password by link
audit-action-invited = Invited
audit-action-invitation-renewed = New link of an invitation
audit-action-invitation-withdrawn = Invitation withdrawn
audit-action-joined = Joined the team
audit-action-role-changed = Role changed
audit-action-disabled = Account disabled
audit-action-enabled = Account enabled
audit-action-revoked = Token revoked
audit-action-two-step-on = Two-step sign-in on
audit-action-two-step-off = Two-step sign-in off
audit-action-two-step-reset = Two-step sign-in reset
audit-action-recovery-codes-made = New recovery codes

# What it was done to
audit-subject-app = App
audit-subject-attribute = Custom attribute
audit-subject-group = Group
audit-subject-draft = File
audit-subject-import = Import
audit-subject-customer = Customer
audit-subject-settings = Settings
audit-subject-user = User
audit-subject-invitation = Invitation
audit-subject-audit-log = Audit log
audit-subject-token = API token

# Values before and after
audit-field-name = Name
audit-field-app = App
audit-field-rule = Rule
audit-field-people = People
audit-field-people-added = Added
audit-field-people-removed = Removed
audit-field-segment = Segment
audit-field-platform = Platform
audit-field-currency = Currency
audit-field-kind = Kind
audit-field-least-age = Least age
audit-field-count-unknown-age = Count customers of unknown age
audit-field-minimum-size = Minimum size of a segment
audit-field-time-zone = Time zone
audit-field-bytes = Bytes
audit-field-lines = Lines
audit-field-lines-new = New
audit-field-lines-changed = Changed
audit-field-lines-unchanged = Already there
audit-field-lines-repeated = Repeated
audit-field-lines-refused = Refused
audit-field-cells-left-out = Cells left out
audit-field-customers-new = New customers
audit-field-file = File
audit-field-rows = Rows
audit-field-segments = Segments
audit-field-sessions = Sessions
audit-field-role = Role
audit-field-two-step = Two-step sign-in for everyone
audit-field-scopes = What it may do
audit-field-expires-at = Expires
audit-field-further = Further failed sign-ins

# What others changed meanwhile
conflict-title = What was changed meanwhile
conflict-yours = Yours:
conflict-taken = Taken over into the form.
conflict-help = What you typed is still in the form, and what you left as it was has the new values. Save again to keep the form as it is now.
