-- Evaluation runs, so that figures of last month can be compared with today's.

-- +goose Up

CREATE TABLE evaluations (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text NOT NULL,                      -- the data set
    kind     text NOT NULL CHECK (kind IN ('retrieval', 'answers', 'cases')),
    versions jsonb NOT NULL,                     -- data, code, prompts, weights, model
    result   jsonb NOT NULL,
    run_at   timestamptz NOT NULL DEFAULT now()
);

-- A city's own numbers over the committed defaults, such as ranking weights.
CREATE TABLE settings (
    key        text PRIMARY KEY,
    value      jsonb NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- +goose Down
DROP TABLE settings, evaluations;
