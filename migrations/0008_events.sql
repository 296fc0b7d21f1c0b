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
-- What a person may want to see of it: who looked, and when.
CREATE INDEX events_reads ON events (account_id, client_id, id)
    WHERE kind = 'claims.read' OR (kind IN ('token.issued', 'token.refreshed') AND detail <> '');
