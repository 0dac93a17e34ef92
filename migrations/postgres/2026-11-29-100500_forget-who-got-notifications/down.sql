DROP TABLE notification_totals;
