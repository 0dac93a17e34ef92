# Why messages are not delivered
webhook-disabled-owner = Disabled by an owner
webhook-disabled-gone = The receiver wants no more messages (410 Gone)
webhook-disabled-failing = No message arrived for five days
