-- Texts: where they come from, what they say, what is searched and who may read it.
--
-- Row-level security: every table that holds text carries the visibility of its
-- document and one policy: the row is there for readers who see its visibility. The
-- reader is the setting auskunft.reader, a comma-separated list of visibilities that
-- the application sets for one transaction. Without the setting nothing is visible.
-- The comparison is equality because equality is leakproof: PostgreSQL may still use
-- its indexes below the policy. The setting is read in a sub-select so that it is
-- evaluated once a query, not once a row.

-- +goose Up

-- +goose StatementBegin
CREATE FUNCTION auskunft_reader() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN string_to_array(current_setting('auskunft.reader', true), ',');
-- +goose StatementEnd

-- The visibilities in use. It holds no text and has no policy: jobs that maintain all
-- texts (the index, re-embedding) read here as whom they must read.
CREATE TABLE visibilities (
    key text PRIMARY KEY CHECK (key IN ('public', 'internal') OR key ~ '^department:[a-z0-9][a-z0-9-]{0,62}$')
);
INSERT INTO visibilities VALUES ('public'), ('internal');

CREATE TABLE sources (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE CHECK (name <> ''),
    kind       text NOT NULL,               -- files, xzufi, …: the part before the colon of a spec
    location   text NOT NULL,               -- the part behind it
    visibility text NOT NULL REFERENCES visibilities, -- of items that say nothing themselves
    base_url   text NOT NULL DEFAULT '',    -- in front of relative addresses of items
    created_at timestamptz NOT NULL DEFAULT now(),
    synced_at  timestamptz                  -- end of the last complete run: its unchanged items were confirmed then
);

-- A document at its current version. A retired one (gone at the source) keeps its row as
-- a tombstone, without passages, so that old answers still say what they quoted.
CREATE TABLE documents (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id   bigint NOT NULL REFERENCES sources ON DELETE CASCADE,
    key         text NOT NULL,
    version     integer NOT NULL DEFAULT 1 CHECK (version > 0),
    kind        text NOT NULL CHECK (kind IN ('page', 'service', 'office', 'ordinance', 'wiki', 'article')),
    title       text NOT NULL,
    url         text NOT NULL DEFAULT '',
    lang        text NOT NULL,
    visibility  text NOT NULL REFERENCES visibilities,
    areas       text[] NOT NULL DEFAULT '{}',
    synonyms    text[] NOT NULL DEFAULT '{}',
    text        text NOT NULL,
    mark        text NOT NULL,              -- the source's change mark at the last sync
    digest      bytea NOT NULL,             -- SHA-256 of everything readers see: equal means unchanged
    valid_from  timestamptz,
    valid_until timestamptz,
    changed_at  timestamptz,                -- last change at the source, where it says
    checked_at  timestamptz,                -- last confirmed by somebody; a sync is no check
    ingested_at timestamptz NOT NULL DEFAULT now(),
    retired_at  timestamptz,
    -- Transaction that last touched the row. Replicas ask for rows at or above the oldest
    -- transaction that was still open at their last look: nothing is missed, whatever the
    -- order of commits, and no counter serialises the writers.
    changed_by  xid8 NOT NULL DEFAULT pg_current_xact_id(),
    UNIQUE (source_id, key),
    UNIQUE (id, visibility)                 -- target of the composite keys below
);
CREATE INDEX documents_changed_by ON documents (changed_by);

-- +goose StatementBegin
CREATE FUNCTION documents_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_by := pg_current_xact_id();
    RETURN NEW;
END $$;
-- +goose StatementEnd
-- The mark and the time of a check are not what an index holds; they alone wake nobody.
CREATE TRIGGER documents_touch BEFORE UPDATE OF title, url, lang, visibility, areas, synonyms, text, valid_from, valid_until, retired_at, version
    ON documents FOR EACH ROW EXECUTE FUNCTION documents_touch();

-- What re-splitting and re-embedding need, so that they never fetch again.
CREATE TABLE originals (
    document_id bigint PRIMARY KEY,
    visibility  text NOT NULL,
    format      text NOT NULL,
    bytes       bytea NOT NULL,
    extract     jsonb NOT NULL,             -- blocks and field ranges over documents.text
    FOREIGN KEY (document_id, visibility) REFERENCES documents (id, visibility) ON UPDATE CASCADE ON DELETE CASCADE
);

-- Earlier versions of a document's text: an answer of last month can still be explained.
CREATE TABLE versions (
    document_id bigint NOT NULL,
    version     integer NOT NULL,
    visibility  text NOT NULL,
    title       text NOT NULL,
    text        text NOT NULL,
    replaced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (document_id, version),
    FOREIGN KEY (document_id, visibility) REFERENCES documents (id, visibility) ON UPDATE CASCADE ON DELETE CASCADE
);

-- Numbered vocabularies of the analyser. They are built from public texts only, so that
-- a word of an internal page changes nothing that the public can see.
CREATE TABLE snapshots (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    passages   integer NOT NULL,            -- public passages it was built from
    vocabulary bytea NOT NULL,
    format     integer NOT NULL,            -- of the encoding; another format is not read but made anew
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE passages (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id bigint NOT NULL,
    visibility  text NOT NULL,
    ordinal     integer NOT NULL CHECK (ordinal >= 0),
    headings    text[] NOT NULL DEFAULT '{}',
    body        text NOT NULL,
    starts      integer NOT NULL CHECK (starts >= 0),   -- code points in documents.text
    ends        integer NOT NULL CHECK (ends > starts),
    anchor      text NOT NULL DEFAULT '',
    page        integer NOT NULL DEFAULT 0,
    field       text NOT NULL DEFAULT '',
    terms       bytea NOT NULL,             -- analysed at ingest; a start only decodes them
    format      integer NOT NULL,           -- of the terms, as in snapshots
    snapshot_id integer REFERENCES snapshots, -- vocabulary of the analysis; NULL before the first one
    UNIQUE (document_id, ordinal),
    UNIQUE (id, visibility),
    CHECK (char_length(body) = ends - starts),
    FOREIGN KEY (document_id, visibility) REFERENCES documents (id, visibility) ON UPDATE CASCADE ON DELETE CASCADE
);

-- Vectors of the built-in embedder: 256 dimensions, hashed; halfvec because half the
-- bytes cost no rank. Narrow, so that an exact scan of 20,000 rows stays in cache. There
-- is no HNSW index: the built-in embedder scores exactly or re-scores lexical candidates.
CREATE TABLE vectors_builtin (
    passage_id bigint PRIMARY KEY,
    visibility text NOT NULL,
    embedding  halfvec(256) NOT NULL,
    FOREIGN KEY (passage_id, visibility) REFERENCES passages (id, visibility) ON UPDATE CASCADE ON DELETE CASCADE
);

-- Structured services and offices: what cards show and responsibility is read from.
CREATE TABLE services (
    document_id bigint PRIMARY KEY,
    visibility  text NOT NULL,
    key         text NOT NULL,
    leika       text[] NOT NULL DEFAULT '{}',
    name        text NOT NULL,
    facts       jsonb NOT NULL,
    FOREIGN KEY (document_id, visibility) REFERENCES documents (id, visibility) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX services_key ON services (key);
CREATE INDEX services_leika ON services USING gin (leika);

CREATE TABLE offices (
    document_id bigint PRIMARY KEY,
    visibility  text NOT NULL,
    key         text NOT NULL,
    name        text NOT NULL,
    facts       jsonb NOT NULL,
    FOREIGN KEY (document_id, visibility) REFERENCES documents (id, visibility) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX offices_key ON offices (key);

-- Who is in charge of what, and where. Either side may say it: the service or the office.
CREATE TABLE responsibilities (
    document_id bigint NOT NULL,            -- the document that says it
    visibility  text NOT NULL,
    service_key text NOT NULL,
    office_key  text NOT NULL,
    areas       text[] NOT NULL DEFAULT '{}', -- none: everywhere
    PRIMARY KEY (document_id, service_key, office_key),
    FOREIGN KEY (document_id, visibility) REFERENCES documents (id, visibility) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX responsibilities_service ON responsibilities (service_key);

CREATE TABLE notices (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id  bigint REFERENCES sources ON DELETE CASCADE, -- NULL: written by an editor here
    key        text NOT NULL DEFAULT '',
    mark       text NOT NULL DEFAULT '',    -- as for documents
    title      text NOT NULL,
    body       text NOT NULL,
    severity   text NOT NULL CHECK (severity IN ('info', 'warning', 'urgent')),
    services   text[] NOT NULL DEFAULT '{}',
    areas      text[] NOT NULL DEFAULT '{}',
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz,
    visibility text NOT NULL REFERENCES visibilities,
    UNIQUE (source_id, key),
    CHECK (ends_at IS NULL OR ends_at > starts_at)
);

-- One synchronisation of a source. It is running until finished_at is set.
CREATE TABLE ingest_runs (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id   bigint NOT NULL REFERENCES sources ON DELETE CASCADE,
    started_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    listed      integer NOT NULL DEFAULT 0, -- items the source has
    stopped     text NOT NULL DEFAULT ''    -- why the run ended early, in English, for operators
);
CREATE INDEX ingest_runs_source ON ingest_runs (source_id, id DESC);

-- What a run has to do and what became of it: one row an item that is new, changed or gone.
CREATE TABLE ingest_items (
    run_id   bigint NOT NULL REFERENCES ingest_runs ON DELETE CASCADE,
    key      text NOT NULL,
    item     jsonb NOT NULL,                -- source.Item, enough to fetch it
    state    text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'stored', 'unchanged', 'retired', 'failed')),
    problem  text NOT NULL DEFAULT '',      -- why it failed, and what to do
    warnings jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (run_id, key)
);

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['documents', 'originals', 'versions', 'passages', 'vectors_builtin',
                             'services', 'offices', 'responsibilities', 'notices'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY reader ON %I USING (visibility = ANY ((SELECT auskunft_reader())::text[]))', t);
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP TABLE ingest_items, ingest_runs, notices, responsibilities, offices, services, vectors_builtin,
    passages, snapshots, versions, originals, documents, sources, visibilities;
DROP FUNCTION documents_touch, auskunft_reader;
