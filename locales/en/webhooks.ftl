webhooks-title = Webhooks
webhooks-lead = Engage sends your programs a message when customers enter or leave a group, when an import ends and when a customer is erased, and of notifications, offers and package flights. Messages are signed as Standard Webhooks 1.0.0 says, and name customers by account ID only.
webhooks-empty = No webhooks yet
webhooks-empty-text = Add the address of a program of yours, and choose what is sent to it.
webhook-add = Add a webhook
webhook-edit = Change the webhook
webhook-url = Address
webhook-url-help = Where messages are posted, such as https://example.org/hooks. It must use HTTPS and lead to a public address.
webhook-events = Events
webhook-apps-help = Choose none for all apps.
webhook-groups-help = Choose none for all groups.
webhook-url-missing = Enter the address that messages are posted to.
webhook-url-unreadable = Enter a whole address without a user name, such as https://example.org/hooks.
webhook-url-refused = Enter an address that begins with https:// and is public. Others must be allowed by whoever runs Engage (ENGAGE_WEBHOOK_NETWORKS).
webhook-no-event = Choose at least one event.
webhook-not-there = Choose from the list, at most { $most } apps and { $most } groups.
webhook-too-many = There are { $most } webhooks already: delete one that is no longer needed.
webhook-changed-meanwhile = Somebody else changed this webhook meanwhile. Check what you see and save again.

# Events
webhook-event-group-members-changed = Members of a group changed
webhook-event-group-member-entered = A customer entered a group
webhook-event-group-member-left = A customer left a group
webhook-event-group-inactive = A group can no longer be used
webhook-event-import-finished = An import ended
webhook-event-customer-erased = A customer was erased
webhook-event-notification-sent = A notification is sent
webhook-event-notification-paused = A notification is paused
webhook-event-delivery-launched = People followed a notification
webhook-event-offer-claimed = An offer was claimed
webhook-event-flight-rollout-changed = The rollout of a package flight changed
webhook-event-test-decided = A test is decided
webhook-event-engage-test = Test

# How it is
webhook-live = Messages arrive
webhook-failing = Nothing arrives since { $time }
webhook-disabled-text = Messages are written and wait. They are kept for 30 days, and sent in order once it is enabled again.
webhook-told = What it is sent
webhook-all-apps = All apps
webhook-all-groups = All groups
webhook-no-longer-there = (deleted or archived)
webhook-last-sequence = Last sequence number
webhook-former-until = Former secret is good until
webhook-secret = Secret
webhook-secret-once = Give it to the receiver, which checks the signatures with it. It is shown only this once; you can make a new one at any time.

# What owners do
webhook-test = Send a test
webhook-test-arrived = The test arrived: { $result }, after { $milliseconds } ms.
webhook-test-failed = The test did not arrive: { $result }, after { $milliseconds } ms.
webhook-again = Send again
webhook-from = From sequence number
webhook-from-help = Everything that was sent from this number on is sent once more, with the same IDs.
webhook-from-wrong = Enter a sequence number from 1 on.
webhook-replay = Send again
webhook-replayed = { $count ->
    [0] There is nothing to send again from this number on.
    [one] { $count } message is sent again.
   *[other] { $count } messages are sent again.
}
webhook-replayed-most = The first { $count } messages from this number on are sent again. Start from a later number for the rest.
webhook-everyone = Everyone who is in a segment now
webhook-everyone-help = For a receiver that starts with nothing. Changes follow them in order.
webhook-everyone-send = Send everyone
webhook-everyone-sent = { $count ->
    [one] { $count } member is sent.
   *[other] { $count } members are sent.
}
webhook-everyone-none = Choose a segment that was counted.
webhook-change = Change
webhook-rotate = Make a new secret
webhook-rotate-help = Messages are signed with the former secret too for 24 hours, so that the receiver can change over.
webhook-disable = Disable
webhook-disable-help = Disabled, it is sent nothing: messages wait.
webhook-disabled-now = { $name } is disabled.
webhook-enable = Enable
webhook-enable-help = Enabled, it is first sent what waited.
webhook-enabled-now = { $name } is enabled.
webhook-delete = Delete the webhook
webhook-delete-help = Its messages are deleted too, and those that wait are never sent.
webhook-deleted = The webhook of { $name } is deleted.
webhook-send-again = Send again
webhook-send-one-again = Send message { $sequence } again
webhook-sent-again = The message is sent again.
webhooks-given-up = Messages to a webhook no longer arrive, and it is disabled.
webhooks-look = See webhooks

# Messages
webhook-messages = Messages
webhook-filter = Filter messages
webhook-all-states = All
webhook-no-messages = No such messages.
webhook-sequence = Number
webhook-event = Event
webhook-answers = Answers
webhook-state-waiting = Waiting
webhook-state-delivered = Arrived
webhook-state-failed = Given up
webhook-state-dropped = Not sent: its group is deleted
webhook-run = { $sent } of { $count } sent
webhook-lost = { $count ->
    [one] { $count } did not arrive
   *[other] { $count } did not arrive
}
webhook-next = next attempt { $time }
webhook-is-replay = sent again
webhook-milliseconds = { $count } ms
webhook-problem-refused = Not public
webhook-problem-no-host = No such host
webhook-problem-no-connection = No connection
webhook-problem-timed-out = No answer in time
webhook-problem-broken-off = Broken off

# Why messages are not delivered
webhook-disabled-owner = Disabled by an owner
webhook-disabled-gone = The receiver wants no more messages (410 Gone)
webhook-disabled-failing = No message arrived for five days
