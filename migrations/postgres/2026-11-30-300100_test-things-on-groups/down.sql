DROP TABLE exposures;
DROP TABLE test_groups;
DROP TABLE group_tests;
