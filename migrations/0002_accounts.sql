-- People. Numbers and phones stand as blind indexes, all else about a person is sealed.
CREATE TABLE accounts (
    id text NOT NULL PRIMARY KEY,
    number_index bytea NOT NULL UNIQUE,
    phone_index bytea UNIQUE,
    state text NOT NULL CHECK (state IN ('active', 'locked', 'not_activated', 'app_only')),
    state_since bigint NOT NULL,
    state_by text,
    generation bigint NOT NULL,
    device_rule boolean NOT NULL,
    data_key bytea NOT NULL,
    profile bytea NOT NULL,
    created_at bigint NOT NULL
);
-- Numbers of old cards; one may lead to two people.
CREATE TABLE account_aliases (
    old_index bytea NOT NULL,
    account_id text NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (old_index, account_id)
);
CREATE TABLE proofings (
    id text NOT NULL PRIMARY KEY,
    account_id text NOT NULL REFERENCES accounts (id),
    channel text NOT NULL,
    ial text NOT NULL,
    proven_at bigint NOT NULL,
    valid_to bigint,
    detail bytea NOT NULL
);
CREATE INDEX proofings_of_account ON proofings (account_id);
CREATE TABLE credentials (
    account_id text NOT NULL REFERENCES accounts (id),
    kind text NOT NULL,
    verifier bytea NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (account_id, kind)
);
-- What registers said about a person, until it is too old.
CREATE TABLE snapshots (
    account_id text NOT NULL,
    source text NOT NULL,
    body bytea NOT NULL,
    as_of bigint NOT NULL,
    fetched_at bigint NOT NULL,
    PRIMARY KEY (account_id, source)
);
