DROP TABLE ladders;
DROP TABLE submissions;
DROP TABLE flight_groups;
DROP TABLE flights;
DROP TABLE releases;
