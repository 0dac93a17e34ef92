DROP TABLE launches_to_tell;
