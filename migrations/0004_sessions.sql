-- Browsers: bound to an account, and signed in.
CREATE TABLE devices (
    id text NOT NULL PRIMARY KEY,
    account_id text NOT NULL,
    digest bytea NOT NULL,
    label text NOT NULL,
    -- The first device that was bound in this browser: what its later ones are known by.
    browser_id text NOT NULL,
    bound_at bigint NOT NULL,
    -- When another account took this browser; the account has not moved elsewhere.
    ceded_at bigint,
    retired_at bigint
);
CREATE INDEX devices_of_account ON devices (account_id, id);
-- The rule that an account has at most one device, and that a browser serves one account.
CREATE UNIQUE INDEX devices_one_active ON devices (account_id) WHERE retired_at IS NULL;
CREATE UNIQUE INDEX devices_one_account ON devices (browser_id)
    WHERE retired_at IS NULL AND ceded_at IS NULL;
CREATE INDEX devices_retired ON devices (retired_at) WHERE retired_at IS NOT NULL;
CREATE TABLE sessions (
    id text NOT NULL PRIMARY KEY,
    account_id text NOT NULL,
    digest bytea NOT NULL,
    generation bigint NOT NULL,
    device_id text,
    created_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    password_at bigint,
    otp_at bigint,
    ended_at bigint,
    ended_by text,
    -- The clients that the person left while the session goes on, a space before and after each.
    left_clients text NOT NULL DEFAULT ''
);
CREATE INDEX sessions_of_account ON sessions (account_id) WHERE ended_at IS NULL;
CREATE TABLE logout_requests (
    id text NOT NULL PRIMARY KEY,
    request bytea NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
-- Sign-outs that clients are yet to be told of by the back channel.
CREATE TABLE logout_notices (
    id text NOT NULL PRIMARY KEY,
    client_id text NOT NULL,
    account_id text NOT NULL,
    session_id text NOT NULL,
    ended_at bigint NOT NULL,
    next_at bigint NOT NULL,
    tries bigint NOT NULL
);
CREATE INDEX logout_notices_of_client ON logout_notices (client_id, next_at);
CREATE INDEX logout_notices_by_age ON logout_notices (ended_at);
