DROP TABLE users;
DROP TABLE publishers;
