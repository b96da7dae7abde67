-- Requests that citizens hand over to people. What a person wrote, and how they want to be
-- reached, stands here and nowhere else; a job deletes it after HANDOVER_DAYS.

-- +goose Up

CREATE TABLE handovers (
    -- What the person is told. Seven of 25 letters and digits that nobody takes for one another when
    -- they are written by hand: without 0 and O, 1 I L, 5 and S, 8 and B, Z beside 2, U beside V.
    reference       text PRIMARY KEY CHECK (reference ~ '^[2-4679AC-HJKMNPQRTV-Y]{3}-[2-4679AC-HJKMNPQRTV-Y]{4}$'),
    ticket          bytea NOT NULL UNIQUE CHECK (length(ticket) = 32), -- SHA-256 of what entitled to send it, once
    topic           text NOT NULL CHECK (char_length(topic) BETWEEN 1 AND 200),
    summary         text NOT NULL CHECK (char_length(summary) BETWEEN 1 AND 4000),
    phone           text NOT NULL CHECK (char_length(phone) <= 200),
    email           text NOT NULL CHECK (char_length(email) <= 200),
    name            text NOT NULL CHECK (char_length(name) <= 200),
    lang            text NOT NULL,
    conversation_id text REFERENCES conversations ON DELETE SET NULL, -- deleting what was talked about deletes no request
    received_at     timestamptz NOT NULL,
    mailed_at       timestamptz,                 -- NULL: not sent by mail, or not yet
    taken_by        text NOT NULL DEFAULT '',    -- login; '' while nobody has it
    note            text NOT NULL DEFAULT '' CHECK (char_length(note) <= 4000), -- what was answered
    closed_at       timestamptz,
    CHECK (phone <> '' OR email <> ''),
    CHECK (closed_at IS NULL OR taken_by <> '')
);
CREATE INDEX handovers_received_at ON handovers (received_at);
CREATE INDEX handovers_conversation ON handovers (conversation_id); -- asked when a conversation is deleted

-- Anybody may leave one, which nobody has taken. To read or change them a transaction must say
-- that it works for the service: "handovers" is among what its reader sees, and no account's
-- reader has that by itself.
ALTER TABLE handovers ENABLE ROW LEVEL SECURITY;
CREATE POLICY service ON handovers USING ('handovers' = ANY ((SELECT auskunft_reader())::text[]));
CREATE POLICY arrival ON handovers FOR INSERT WITH CHECK (taken_by = '' AND note = '' AND mailed_at IS NULL);

-- What tickets are signed with, the same in every replica: 244 random bits.
CREATE TABLE handover_key (
    key  bytea NOT NULL CHECK (length(key) = 32),
    one  boolean PRIMARY KEY DEFAULT true CHECK (one)
);
INSERT INTO handover_key VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- +goose Down
DROP TABLE handovers, handover_key;
