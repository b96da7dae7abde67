-- What staff say about answers: that one helped, that something is missing or wrong. Nobody's
-- name stands here and no time of day, which would say as much. Package kb/signal writes it.

-- +goose Up

CREATE TABLE signals (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text NOT NULL CHECK (kind IN ('helped', 'gap', 'error')),
    question  text NOT NULL CHECK (char_length(question) <= 600), -- masked: 500 characters, and room for what stands in place of data
    note      text NOT NULL CHECK (char_length(note) <= 1200),    -- masked: 1,000 characters
    documents bigint[] NOT NULL DEFAULT '{}',  -- what the answer cited; some may be gone
    day       date NOT NULL
);
CREATE INDEX signals_day ON signals (day);

-- Anybody of the staff may leave one. To read them a transaction must say that it works for the
-- editors: "signals" is among what its reader sees, and no account's reader has that by itself.
ALTER TABLE signals ENABLE ROW LEVEL SECURITY;
CREATE POLICY editors ON signals USING ('signals' = ANY ((SELECT auskunft_reader())::text[]));
CREATE POLICY arrival ON signals FOR INSERT WITH CHECK (true);

-- +goose Down
DROP TABLE signals;
