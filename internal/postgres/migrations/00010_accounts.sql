-- Accounts that sign in through the city's identity provider, and sessions that can be
-- listed and ended one by one. Package kb/account writes these tables.

-- +goose Up

ALTER TABLE accounts
    ADD issuer  text NOT NULL DEFAULT '',       -- of the identity provider; '' for a local account
    ADD subject text NOT NULL DEFAULT '',       -- the provider's name for the person, which never changes
    ADD signed_in_at timestamptz,               -- for finding accounts that nobody uses any more
    ADD CHECK ((issuer = '') = (subject = '')),
    ADD CHECK (issuer = '' OR password = '');   -- one way in for each account
-- A provider may give a login that left free to somebody else; who that is, the subject says.
ALTER TABLE accounts DROP CONSTRAINT accounts_login_key;
CREATE UNIQUE INDEX accounts_local ON accounts (login) WHERE issuer = '';
CREATE UNIQUE INDEX accounts_provided ON accounts (issuer, subject) WHERE issuer <> '';

-- Sessions made before now end: they do not say whose they are.
DROP TABLE sessions;
CREATE TABLE sessions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- names the session where the token must not stand
    token      bytea NOT NULL UNIQUE CHECK (length(token) = 32), -- SHA-256 of what the cookie holds: a stolen table signs nobody in
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),  -- last request, to the minute
    id_token   text NOT NULL DEFAULT '',        -- names the session to the provider at sign-out; '' for local accounts
    sid        text NOT NULL DEFAULT ''         -- the provider's name for its session
);
CREATE INDEX sessions_account ON sessions (account_id);

-- Sign-ins that have gone to the provider and not come back. Each is used once.
CREATE TABLE sign_ins (
    state      bytea PRIMARY KEY CHECK (length(state) = 32), -- SHA-256 of the state parameter
    nonce      text NOT NULL,
    verifier   text NOT NULL,                   -- of PKCE
    next       text NOT NULL,                   -- the page that was asked for
    created_at timestamptz NOT NULL DEFAULT now()
);

-- +goose Down
DROP TABLE sign_ins, sessions;
CREATE TABLE sessions (
    token  text PRIMARY KEY,
    data   bytea NOT NULL,
    expiry timestamptz NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expiry);
DROP INDEX accounts_local, accounts_provided;
DELETE FROM accounts WHERE issuer <> '';        -- without a provider nobody could sign in to them
ALTER TABLE accounts DROP issuer, DROP subject, DROP signed_in_at;
ALTER TABLE accounts ADD CONSTRAINT accounts_login_key UNIQUE (login);
