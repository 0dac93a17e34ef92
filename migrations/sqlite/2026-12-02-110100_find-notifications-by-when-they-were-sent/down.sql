DROP INDEX notifications_by_sending;
