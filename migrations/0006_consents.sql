-- What people decided, and the signed receipts of it.
CREATE TABLE consents (
    account_id text NOT NULL,
    client_id text NOT NULL,
    claim text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('agreed', 'refused')),
    purpose_digest text NOT NULL,
    given_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    withdrawn_at bigint,
    receipt_id text NOT NULL,
    PRIMARY KEY (account_id, client_id, claim)
);
CREATE TABLE receipts (
    id text NOT NULL PRIMARY KEY,
    account_id text NOT NULL,
    client_id text NOT NULL,
    body bytea NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX receipts_of_account ON receipts (account_id, id);
