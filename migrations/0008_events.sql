-- The log. Every row carries the hash of the one before it in its chain.
CREATE TABLE events (
    chain text NOT NULL,
    seq bigint NOT NULL,
    id text NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    account_id text,
    client_id text,
    detail text NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE INDEX events_of_account ON events (account_id, id);
