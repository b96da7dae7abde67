-- Gaps: questions that nobody could answer well, grouped with their likes, and test cases,
-- which say how such a question is to be answered. Packages kb/gap and kb/testcase write
-- these tables.

-- +goose Up

-- A gap holds no sentence of a citizen. Its questions stand in question_log and signals, and go
-- when those go; what stays is a label of a few words and counts.
CREATE TABLE gaps (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    label      text NOT NULL CHECK (char_length(label) <= 120), -- four words; the longest German ones have 30 letters
    state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'work', 'answered', 'dismissed')),
    why        text NOT NULL DEFAULT '' CHECK (char_length(why) <= 500), -- of the last step
    department text NOT NULL DEFAULT '',        -- that should know the answer
    assignee   text NOT NULL DEFAULT '',        -- login
    article_id bigint REFERENCES articles,      -- that was written for it
    refused    integer NOT NULL DEFAULT 0,      -- questions without an answer, ever
    disliked   integer NOT NULL DEFAULT 0,      -- answers that did not help
    flagged    integer NOT NULL DEFAULT 0,      -- reports of staff
    last_day   date NOT NULL,                   -- of its newest question
    moved_at   timestamptz NOT NULL,            -- of the last step
    moved_by   text NOT NULL DEFAULT '',        -- '': nobody, it closed or opened itself
    tried_at   timestamptz,                     -- when its questions were asked again
    tried_live integer,                         -- revision of the article that people read then
    tried      integer NOT NULL DEFAULT 0,      -- questions asked then
    good       integer NOT NULL DEFAULT 0,      -- that were answered
    CHECK (state <> 'work' OR assignee <> ''),
    CHECK (state <> 'answered' OR why <> '' OR moved_by = ''), -- one that closed itself has its figures
    CHECK (state <> 'dismissed' OR why <> '')
);
CREATE INDEX gaps_state ON gaps (state, last_day DESC, id);
CREATE INDEX gaps_article ON gaps (article_id) WHERE article_id IS NOT NULL;

-- A question belongs to one gap.
CREATE TABLE gap_signals (
    gap_id      bigint NOT NULL REFERENCES gaps ON DELETE CASCADE,
    question_id bigint UNIQUE REFERENCES question_log ON DELETE CASCADE,
    signal_id   bigint UNIQUE REFERENCES signals ON DELETE CASCADE,
    CHECK (num_nonnulls(question_id, signal_id) = 1)
);
CREATE INDEX gap_signals_gap ON gap_signals (gap_id);

-- What gives rise to a gap is looked for among the newest.
CREATE INDEX question_log_answer ON question_log (answer_id);
CREATE INDEX feedback_unhelpful ON feedback (answer_id) WHERE NOT helpful;

CREATE TABLE test_cases (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    question   text NOT NULL CHECK (char_length(question) BETWEEN 1 AND 400), -- masked: 300 characters, and room for what stands in place of data
    words      text[] NOT NULL CHECK (cardinality(words) BETWEEN 1 AND 10),   -- that the answer says
    article_id bigint NOT NULL REFERENCES articles,                           -- that it quotes
    made_by    text NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT now(),
    run_at     timestamptz,
    passed     boolean,
    status     text,
    missing    text[] NOT NULL DEFAULT '{}',
    quoted     boolean
);
CREATE INDEX test_cases_article ON test_cases (article_id);

-- As for signals: a transaction says that it works for the editors, and no account's reader
-- has that by itself.
-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['gaps', 'gap_signals', 'test_cases'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY editors ON %I USING (''gaps'' = ANY ((SELECT auskunft_reader())::text[]))', t);
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP TABLE test_cases, gap_signals, gaps;
DROP INDEX question_log_answer, feedback_unhelpful;
