-- What a source remembers, how it is read, and when; what a run of it has seen.

-- +goose Up

ALTER TABLE sources
    ADD options  jsonb NOT NULL DEFAULT '{}',   -- of the kind of source; never a secret, only where one is
    ADD state    jsonb,                         -- what the source remembers of its last complete run
    -- "6h", "90m": the time between runs; "03:30": every day at this time of Berlin; "": only when told.
    ADD schedule text NOT NULL DEFAULT '' CHECK (schedule ~ '^(|[1-9][0-9]{0,3}[mh]|([01][0-9]|2[0-3]):[0-5][0-9])$'),
    ADD paused   boolean NOT NULL DEFAULT false, -- the schedule waits; a run that somebody asks for does not
    ADD next_run_at  timestamptz,               -- NULL: none is planned
    ADD next_options jsonb NOT NULL DEFAULT '{}', -- of the run that somebody asked for
    -- A removed source has no texts any more. Its row and its tombstones stay for a day, until
    -- every replica's index has heard of them.
    ADD removed_at timestamptz;

ALTER TABLE ingest_runs
    ADD state          jsonb,                   -- what the source will remember once this run is complete
    ADD from_originals boolean NOT NULL DEFAULT false, -- nothing is fetched: the stored originals are read again
    ADD deferred       boolean NOT NULL DEFAULT false, -- new passages are analysed together at the end, not one by one
    ADD coverage       jsonb NOT NULL DEFAULT '{}';    -- counts of what was read: formats, languages, fields, warnings

ALTER TABLE ingest_items
    ADD code     text NOT NULL DEFAULT '',      -- of the problem, for texts in other languages than English
    ADD attempts integer NOT NULL DEFAULT 0;    -- how often it was begun without an end

-- Runs in progress are looked for every few seconds; there are few.
CREATE INDEX ingest_runs_unfinished ON ingest_runs (source_id) WHERE finished_at IS NULL;

-- +goose Down
DROP INDEX ingest_runs_unfinished;
ALTER TABLE ingest_items DROP code, DROP attempts;
ALTER TABLE ingest_runs DROP state, DROP from_originals, DROP deferred, DROP coverage;
ALTER TABLE sources DROP options, DROP state, DROP schedule, DROP paused, DROP next_run_at, DROP next_options, DROP removed_at;
