-- What was authorized, and what came from it. Codes and tokens stand as keyed digests.
CREATE TABLE authorizations (
    id text NOT NULL PRIMARY KEY,
    client_id text NOT NULL,
    account_id text NOT NULL,
    session_id text NOT NULL,
    generation bigint NOT NULL,
    detail bytea NOT NULL,
    code_digest bytea NOT NULL,
    code_expires_at bigint NOT NULL,
    code_used_at bigint,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    revoked_by text
);
CREATE INDEX authorizations_of_account ON authorizations (account_id, client_id);
CREATE INDEX authorizations_of_session ON authorizations (session_id);
CREATE INDEX authorizations_by_age ON authorizations (expires_at);
CREATE TABLE refresh_tokens (
    id text NOT NULL PRIMARY KEY,
    authorization_id text NOT NULL,
    client_id text NOT NULL,
    digest bytea NOT NULL,
    key_thumbprint text,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    successor_id text
);
CREATE INDEX refresh_tokens_by_age ON refresh_tokens (expires_at);
CREATE TABLE revoked_tokens (
    id text NOT NULL PRIMARY KEY,
    expires_at bigint NOT NULL
);
-- What clients proved themselves by: assertions (RFC 7523 section 3) and proofs of possession (RFC 9449
-- section 11.1). Each is good once.
CREATE TABLE assertions (
    key bytea NOT NULL PRIMARY KEY,
    expires_at bigint NOT NULL
);
CREATE INDEX assertions_by_age ON assertions (expires_at);
