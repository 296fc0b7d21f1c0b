-- What people decided: a log, a row a decision, with the signed receipt of it. Matters, words and
-- moments stand as a JSON list without anything about the person; only the taking back is written later.
CREATE TABLE consents (
    id text NOT NULL PRIMARY KEY,
    account_id text NOT NULL,
    client_id text NOT NULL,
    decisions text NOT NULL,
    given_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    withdrawn_at bigint,
    body bytea NOT NULL
);
CREATE INDEX consents_of_account ON consents (account_id, client_id, id);
