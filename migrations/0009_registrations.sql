-- Clients that register themselves: who may (initial access tokens, each with an operator's terms), and what
-- reads and changes each registration. Tokens stand as keyed digests.
CREATE TABLE invitations (
    id text NOT NULL PRIMARY KEY,
    digest bytea NOT NULL,
    terms text NOT NULL,
    uses_left bigint NOT NULL,
    -- How often we still go out at the wish of whoever shows it.
    fetches_left bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX invitations_by_age ON invitations (expires_at);
CREATE TABLE registrations (
    client_id text NOT NULL PRIMARY KEY,
    digest bytea NOT NULL,
    terms text NOT NULL,
    -- The software statement that it was made by.
    statement text,
    -- When we last went out at the client's wish.
    fetched_at bigint NOT NULL,
    created_at bigint NOT NULL
);
-- What was authorized for a client up to this moment is dead, however much it is.
CREATE TABLE client_ends (
    client_id text NOT NULL PRIMARY KEY,
    ended_at bigint NOT NULL
);
CREATE INDEX client_ends_by_age ON client_ends (ended_at);
