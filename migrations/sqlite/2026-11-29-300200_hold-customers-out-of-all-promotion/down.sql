DROP TABLE holdouts;
