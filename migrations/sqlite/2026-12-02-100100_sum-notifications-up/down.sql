DROP TABLE notification_markets;
DROP TABLE notification_sums;
