DROP TABLE notification_approvals;
