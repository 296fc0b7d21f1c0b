-- Wrong tries, codes by SMS, and the messages that carry them.
CREATE TABLE attempts (
    key text NOT NULL PRIMARY KEY,
    failures bigint NOT NULL,
    last_at bigint NOT NULL,
    total bigint NOT NULL,
    untold bigint NOT NULL
);
CREATE INDEX attempts_by_age ON attempts (last_at);
CREATE TABLE send_budgets (
    phone_index bytea NOT NULL PRIMARY KEY,
    window_from bigint NOT NULL,
    window_count bigint NOT NULL,
    day_from bigint NOT NULL,
    day_count bigint NOT NULL,
    last_at bigint NOT NULL
);
CREATE INDEX send_budgets_by_age ON send_budgets (day_from);
-- One round of codes: however many are sent, the tries are counted together. The first code stands
-- in the round's own row.
CREATE TABLE otp_rounds (
    id text NOT NULL PRIMARY KEY,
    account_id text NOT NULL,
    interaction_id text NOT NULL,
    phone_index bytea NOT NULL,
    tries bigint NOT NULL,
    sends bigint NOT NULL,
    last_sent_at bigint NOT NULL,
    created_at bigint NOT NULL,
    digest bytea NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);
-- Further codes of a round.
CREATE TABLE challenges (
    id text NOT NULL PRIMARY KEY,
    round_id text NOT NULL,
    digest bytea NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX challenges_of_round ON challenges (round_id);
-- Wrong codes in a row at one number of one account, over all rounds; a right one forgets them.
CREATE TABLE otp_misses (
    account_id text NOT NULL,
    phone_index bytea NOT NULL,
    misses bigint NOT NULL,
    PRIMARY KEY (account_id, phone_index)
);
CREATE TABLE messages (
    id text NOT NULL PRIMARY KEY,
    account_id text NOT NULL,
    body bytea NOT NULL,
    created_at bigint NOT NULL,
    deadline bigint NOT NULL,
    leased_by text,
    leased_until bigint,
    sent_at bigint,
    failed_at bigint,
    attempts bigint NOT NULL
);
CREATE INDEX messages_waiting ON messages (deadline) WHERE sent_at IS NULL AND failed_at IS NULL;
