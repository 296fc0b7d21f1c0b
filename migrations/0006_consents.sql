-- What people decided: a log, a row a decision, with the signed receipt of it. Matters, words and
-- moments stand as a JSON list without anything about the person; only that it was taken back, or that a
-- later decision came after it, is written later. Of what stands about a client one row is the last, so
-- that whoever decides or goes by what was decided says which one it was.
CREATE TABLE consents (
    id text NOT NULL PRIMARY KEY,
    account_id text NOT NULL,
    client_id text NOT NULL,
    decisions text NOT NULL,
    given_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    withdrawn_at bigint,
    followed_at bigint,
    body bytea NOT NULL
);
CREATE INDEX consents_of_account ON consents (account_id, client_id, id);
CREATE UNIQUE INDEX consents_last ON consents (account_id, client_id)
    WHERE followed_at IS NULL AND withdrawn_at IS NULL;
