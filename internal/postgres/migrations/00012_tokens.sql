-- Tokens of other programs (a ticket system, an assistant), by which they search as if they
-- were somebody of the administration. Package kb/token writes this table.

-- +goose Up

CREATE TABLE tokens (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),     -- what it is for: "Zammad"
    hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32), -- SHA-256 of the token: a stolen table lets nobody in
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal') OR visibility ~ '^department:[a-z0-9][a-z0-9-]{0,62}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,                          -- last use, to the hour: enough to find those that nobody needs
    revoked_at timestamptz
);

-- +goose Down
DROP TABLE tokens;
