-- What the deletion job has done, and what the trial of the staff search has measured.
-- Packages internal/retention and kb/trial write these tables.

-- +goose Up

-- One row a rule of retention: the proof that its job runs. What was deleted is counted, never named.
CREATE TABLE retention_runs (
    rule       text PRIMARY KEY,                 -- retention.Rule.Name
    ran_at     timestamptz NOT NULL,             -- of the last run, whether it found anything or not
    deleted    bigint NOT NULL DEFAULT 0 CHECK (deleted >= 0), -- rows of the last run that found some
    deleted_at timestamptz,                      -- when that was; NULL: never
    total      bigint NOT NULL DEFAULT 0,        -- rows since the beginning
    CHECK ((deleted = 0) = (deleted_at IS NULL))
);

-- A time in which the staff search measures whether its cited answer helps, and what staff are
-- told about why. One at most is running.
CREATE TABLE trials (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    why      text NOT NULL CHECK (char_length(why) BETWEEN 1 AND 500), -- a few sentences for everybody who searches
    began_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz                         -- NULL: running
);
CREATE UNIQUE INDEX trials_running ON trials ((true)) WHERE ended_at IS NULL;

-- How long it took from the first letter of a search to copying what was found, with the cited
-- answer beside the hits and without. Counts only: no account, no question, no day, and no row
-- for a single search, so that nothing of a person can be read back out of it.
CREATE TABLE trial_counts (
    trial_id bigint NOT NULL REFERENCES trials ON DELETE CASCADE,
    week     date NOT NULL CHECK (extract(isodow FROM week) = 1), -- its Monday
    arm      text NOT NULL CHECK (arm IN ('with', 'without')),
    upto     smallint NOT NULL CHECK (upto > 0), -- seconds; the bucket's upper end, see kb/trial
    count    integer NOT NULL CHECK (count > 0),
    PRIMARY KEY (trial_id, week, arm, upto)
);

-- +goose Down
DROP TABLE trial_counts, trials, retention_runs;
