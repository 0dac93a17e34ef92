DROP TABLE notification_templates;
DROP TABLE notification_follows;
