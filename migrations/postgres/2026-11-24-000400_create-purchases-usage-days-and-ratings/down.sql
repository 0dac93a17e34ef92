DROP TABLE ratings;
DROP TABLE usage_days;
DROP TABLE purchases;
