-- migrate:up
ALTER TABLE tickets ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal';

-- migrate:down
ALTER TABLE tickets DROP COLUMN priority;
