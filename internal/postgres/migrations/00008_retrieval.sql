-- Embedders with their tables of vectors, and the editors' words.

-- +goose Up

-- One row an embedder that has a table. Questions are embedded by the one that serves; a new
-- one takes over when every passage has its vector, and the table of the old one is dropped a
-- little later. What is needed to ask an old endpoint until then is kept, but no key.
CREATE TABLE embedders (
    vectors         text PRIMARY KEY,          -- name of the table
    name            text NOT NULL,             -- the model, and what else shapes its vectors
    dimension       integer NOT NULL CHECK (dimension BETWEEN 1 AND 16000), -- the limit of halfvec
    base_url        text NOT NULL DEFAULT '',  -- '' for the built-in embedder
    model           text NOT NULL DEFAULT '',
    question_prefix text NOT NULL DEFAULT '',
    passage_prefix  text NOT NULL DEFAULT '',
    serving         boolean NOT NULL DEFAULT false,
    replaced_at     timestamptz                -- when another took over; NULL before it served and while it does
);
CREATE UNIQUE INDEX embedders_serving ON embedders (serving) WHERE serving; -- one serves
INSERT INTO embedders (vectors, name, dimension, serving) VALUES ('vectors_builtin', 'builtin', 256, true);

-- A word of the citizens' and the word the texts have for it. A question with the first is
-- searched for with the second, too, at a discount. A situation ("Umzug") is many-valued by
-- nature: what has to be thought of then, at a larger discount.
CREATE TABLE synonyms (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    word       text NOT NULL CHECK (word = btrim(word) AND char_length(word) BETWEEN 2 AND 100),
    official   text NOT NULL CHECK (official = btrim(official) AND char_length(official) BETWEEN 2 AND 100),
    kind       text NOT NULL DEFAULT 'synonym' CHECK (kind IN ('synonym', 'situation')),
    visibility text NOT NULL REFERENCES visibilities, -- whose questions it widens
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (word, official, visibility),
    CHECK (lower(word) <> lower(official))
);
ALTER TABLE synonyms ENABLE ROW LEVEL SECURITY;
CREATE POLICY reader ON synonyms USING (visibility = ANY ((SELECT auskunft_reader())::text[]));

-- Every replica holds the words in memory; it hears of a change as it does of texts.
-- +goose StatementBegin
CREATE FUNCTION synonyms_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY auskunft_texts;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER synonyms_notify AFTER INSERT OR UPDATE OR DELETE ON synonyms FOR EACH STATEMENT EXECUTE FUNCTION synonyms_notify();

-- +goose Down
DROP TABLE synonyms, embedders;
DROP FUNCTION synonyms_notify;
