-- Authorization requests that wait for a person; a pushed request and its interaction are one row.
CREATE TABLE interactions (
    id text NOT NULL PRIMARY KEY,
    client_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('pushed', 'direct')),
    handle_digest bytea,
    request bytea NOT NULL,
    typed bytea,
    browser_digest bytea,
    session_id text,
    round_id text,
    here text NOT NULL,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint,
    ended_as text
);
CREATE INDEX interactions_of_session ON interactions (session_id) WHERE ended_at IS NULL;
-- Those that nobody proved anything for are swept sooner.
CREATE INDEX interactions_unproven ON interactions (id) WHERE browser_digest IS NULL;
