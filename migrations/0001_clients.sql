-- Relying parties as `danh clients apply` left them.
CREATE TABLE clients (
    client_id text NOT NULL PRIMARY KEY,
    document text NOT NULL,
    secret_digest bytea,
    applied_at bigint NOT NULL
);
