DROP TABLE notification_times;
