DELETE FROM custom_values WHERE attribute_id IN (SELECT id FROM custom_attributes WHERE is_gone OR kind = 'decimal');
DELETE FROM custom_attributes WHERE is_gone OR kind = 'decimal';
ALTER TABLE custom_attributes
    DROP COLUMN is_emptied,
    DROP COLUMN notation,
    DROP COLUMN successor_id,
    DROP COLUMN is_gone,
    DROP CONSTRAINT custom_attributes_kind_is_known,
    ADD CONSTRAINT custom_attributes_kind_is_known CHECK (kind IN ('choice', 'number', 'date', 'yes_no'));
