-- migrate:up
ALTER TABLE tickets ADD COLUMN due_at TEXT;

-- migrate:down
ALTER TABLE tickets DROP COLUMN due_at;
