-- What a source remembers, how it is read, and when.

-- +goose Up

ALTER TABLE sources
    ADD options jsonb NOT NULL DEFAULT '{}',    -- of the kind of source; never a secret, only where one is
    ADD state   jsonb;                          -- what the source remembers of its last complete run

-- What the source will remember once this run is complete.
ALTER TABLE ingest_runs ADD state jsonb;

-- +goose Down
ALTER TABLE ingest_runs DROP state;
ALTER TABLE sources DROP options, DROP state;
