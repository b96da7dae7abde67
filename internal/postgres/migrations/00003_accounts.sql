-- People who sign in, and their sessions.

-- +goose Up

CREATE TABLE accounts (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login       text NOT NULL UNIQUE CHECK (login = lower(login) AND login <> ''),
    name        text NOT NULL,
    password    text NOT NULL DEFAULT '',        -- argon2id in PHC format; '' when signing in elsewhere
    role        text NOT NULL CHECK (role IN ('staff', 'agent', 'editor', 'approver', 'admin', 'auditor')),
    departments text[] NOT NULL DEFAULT '{}',
    disabled_at timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now()
);

-- Shape given by the session library (scs with its pgx store).
CREATE TABLE sessions (
    token  text PRIMARY KEY,
    data   bytea NOT NULL,
    expiry timestamptz NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expiry);

-- +goose Down
DROP TABLE sessions, accounts;
