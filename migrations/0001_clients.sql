-- Relying parties as `danh clients apply` left them, and small facts about this installation.
CREATE TABLE clients (
    client_id text NOT NULL PRIMARY KEY,
    document text NOT NULL,
    secret_digest bytea,
    -- The secret itself, sealed: of clients alone whose assertions cannot be verified without it.
    sealed_secret bytea,
    -- Wants to be told of sign-outs, by the back channel.
    told boolean NOT NULL,
    applied_at bigint NOT NULL
);
-- The key sets that clients publish (jwks_uri), as they were last fetched, and when somebody last tried.
CREATE TABLE remote_keys (
    client_id text NOT NULL PRIMARY KEY,
    url text NOT NULL,
    document text NOT NULL,
    fetched_at bigint NOT NULL,
    fresh_until bigint NOT NULL,
    tried_at bigint NOT NULL
);
-- The logos that clients publish (logo_uri), as they were last fetched and drawn anew, and when somebody last tried.
CREATE TABLE client_logos (
    client_id text NOT NULL PRIMARY KEY,
    url text NOT NULL,
    picture bytea NOT NULL,
    fetched_at bigint NOT NULL,
    tried_at bigint NOT NULL
);
CREATE TABLE settings (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL
);
