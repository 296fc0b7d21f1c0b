-- Relying parties as `danh clients apply` left them, and small facts about this installation.
CREATE TABLE clients (
    client_id text NOT NULL PRIMARY KEY,
    document text NOT NULL,
    secret_digest bytea,
    applied_at bigint NOT NULL
);
CREATE TABLE settings (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL
);
