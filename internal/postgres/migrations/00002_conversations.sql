-- Conversations, answers and what is learned from them. Only masked text ever arrives here.

-- +goose Up

CREATE TABLE conversations (
    id         text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'), -- 128 random bits: knowing it is the key to it
    lang       text NOT NULL DEFAULT 'de',
    area       text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    last_at    timestamptz NOT NULL DEFAULT now() -- a job deletes 30 minutes after this
);
CREATE INDEX conversations_last_at ON conversations (last_at);

CREATE TABLE turns (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id text NOT NULL REFERENCES conversations ON DELETE CASCADE,
    answer_id       text NOT NULL,
    question        text NOT NULL,               -- masked
    standalone      text NOT NULL DEFAULT '',    -- what was searched for
    status          text NOT NULL CHECK (status IN ('answered', 'clarify', 'refused', 'error')),
    asked_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX turns_conversation ON turns (conversation_id, id);
CREATE INDEX turns_answer ON turns (answer_id);

-- The record of an answer: what it said, from what, made by what. It holds no question and
-- no conversation, so it can outlive both. Internal quotes make it internal.
CREATE TABLE answers (
    id           text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
    visibility   text NOT NULL REFERENCES visibilities, -- narrowest of what it quotes
    status       text NOT NULL CHECK (status IN ('answered', 'clarify', 'refused', 'error')),
    reason       text NOT NULL DEFAULT '' CHECK (reason IN ('', 'no_source', 'out_of_scope', 'individual_case', 'needs_person', 'unsafe')),
    lang         text NOT NULL,
    generated_by text NOT NULL,
    prompt_hash  text NOT NULL DEFAULT '',
    body         jsonb NOT NULL,                 -- auskunft.Answer
    dropped      integer NOT NULL DEFAULT 0,
    took_ms      real NOT NULL,
    answered_at  timestamptz NOT NULL DEFAULT now(),
    CHECK ((status = 'refused') = (reason <> ''))
);
CREATE INDEX answers_answered_at ON answers (answered_at);

ALTER TABLE answers ENABLE ROW LEVEL SECURITY;
CREATE POLICY reader ON answers USING (visibility = ANY ((SELECT auskunft_reader())::text[]));

-- Masked questions, kept as QUESTION_LOG says, 30 days at most: what gaps are found in.
CREATE TABLE question_log (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    answer_id text NOT NULL,
    question  text NOT NULL,                     -- masked
    status    text NOT NULL,
    reason    text NOT NULL DEFAULT '',
    lang      text NOT NULL,
    area      text NOT NULL DEFAULT '',
    asked_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX question_log_asked_at ON question_log (asked_at);

CREATE TABLE feedback (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    answer_id text NOT NULL UNIQUE,              -- a second thought replaces the first
    helpful   boolean NOT NULL,
    reason    text NOT NULL DEFAULT '',          -- a code from the message files, never free text
    given_at  timestamptz NOT NULL DEFAULT now()
);

-- +goose Down
DROP TABLE feedback, question_log, answers, turns, conversations;
