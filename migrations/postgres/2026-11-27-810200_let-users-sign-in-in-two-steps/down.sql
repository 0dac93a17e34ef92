ALTER TABLE publishers DROP COLUMN demands_two_step;
DROP TABLE recovery_codes;
DROP TABLE two_steps;
