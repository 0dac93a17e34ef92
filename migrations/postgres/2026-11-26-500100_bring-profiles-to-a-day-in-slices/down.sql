-- Until its pass is done, what was there before counts.
UPDATE profiles SET
    days_used_30 = days_used_30_before, spend_30_cents = spend_30_cents_before, churn_risk = churn_risk_before
WHERE pass > (SELECT apps.pass FROM apps WHERE apps.id = profiles.app_id);
DROP TABLE profile_passes;
ALTER TABLE apps DROP COLUMN pass;
ALTER TABLE profiles DROP COLUMN churn_risk_before;
ALTER TABLE profiles DROP COLUMN spend_30_cents_before;
ALTER TABLE profiles DROP COLUMN days_used_30_before;
ALTER TABLE profiles DROP COLUMN pass;
