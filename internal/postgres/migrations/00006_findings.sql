-- What the finders found: things for editors to look at, texts that are there twice, laws
-- that change others, and what other servers said about links. Package ingest/finding
-- writes these tables and explains their words.

-- +goose Up

CREATE TABLE findings (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    identity       text NOT NULL UNIQUE,     -- of kind, documents and matter; not of wording or values
    kind           text NOT NULL CHECK (kind IN ('contradiction', 'stale', 'dead_link', 'near_duplicate', 'missing_translation', 'injection')),
    reason         text NOT NULL,            -- names the sentence in the message file
    severity       text NOT NULL CHECK (severity IN ('info', 'warning', 'urgent')),
    visibility     text NOT NULL REFERENCES visibilities, -- narrowest of the documents it quotes
    params         jsonb NOT NULL DEFAULT '{}', -- of the sentence
    state          text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'ignored', 'resolved')),
    first_seen     timestamptz NOT NULL,
    last_seen      timestamptz NOT NULL,
    resolved_at    timestamptz,
    ignored_at     timestamptz,
    ignored_by     text NOT NULL DEFAULT '', -- login
    ignored_reason text NOT NULL DEFAULT '',
    CHECK ((state = 'resolved') = (resolved_at IS NOT NULL)),
    CHECK (state <> 'ignored' OR ignored_reason <> '' AND ignored_by <> '' AND ignored_at IS NOT NULL),
    UNIQUE (id, visibility)
);
CREATE INDEX findings_open ON findings (kind, last_seen DESC) WHERE state = 'open';

-- The documents of a finding, with the words that matter.
CREATE TABLE finding_quotes (
    finding_id  bigint NOT NULL,
    ordinal     integer NOT NULL,
    document_id bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
    visibility  text NOT NULL,               -- of the finding, which nobody sees without seeing all its documents
    role        text NOT NULL CHECK (role IN ('valid', 'doubted', 'other')),
    body        text NOT NULL DEFAULT '',    -- verbatim; '' names the document only
    starts      integer NOT NULL DEFAULT 0,  -- code points in documents.text
    ends        integer NOT NULL DEFAULT 0,
    PRIMARY KEY (finding_id, ordinal),
    CHECK (char_length(body) = ends - starts),
    FOREIGN KEY (finding_id, visibility) REFERENCES findings (id, visibility) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX finding_quotes_document ON finding_quotes (document_id);

-- Documents whose text another document has as well: that one answers for both. Both keys
-- carry the visibility, so a document can only be linked to one that the same readers see.
CREATE TABLE duplicates (
    document_id  bigint PRIMARY KEY,
    canonical_id bigint NOT NULL,
    visibility   text NOT NULL,
    similarity   real NOT NULL CHECK (similarity > 0 AND similarity <= 1), -- Jaccard index of runs of four words
    CHECK (document_id <> canonical_id),
    FOREIGN KEY (document_id, visibility) REFERENCES documents (id, visibility) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (canonical_id, visibility) REFERENCES documents (id, visibility) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX duplicates_canonical ON duplicates (canonical_id);

-- Ordinances that change another one.
CREATE TABLE amendments (
    document_id bigint PRIMARY KEY,
    amended_id  bigint NOT NULL,
    visibility  text NOT NULL,
    CHECK (document_id <> amended_id),
    FOREIGN KEY (document_id, visibility) REFERENCES documents (id, visibility) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (amended_id, visibility) REFERENCES documents (id, visibility) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX amendments_amended ON amendments (amended_id);

-- A document that changes is no longer known to be a copy or an amendment, and one whose
-- readers change, or that was erased, must not be named or quoted to the old ones. The links
-- go with the change; the next run of the finders makes them anew. The other side of a link
-- is touched, so that indexes read it again. It is an AFTER trigger because one statement
-- may change both sides; the keys above are deferred because their checks run before it.
-- +goose StatementBegin
CREATE FUNCTION documents_unlink() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH gone AS (
        DELETE FROM duplicates WHERE OLD.id IN (document_id, canonical_id) RETURNING document_id, canonical_id)
    UPDATE documents SET changed_by = pg_current_xact_id()
     WHERE id <> OLD.id AND id IN (SELECT document_id FROM gone UNION SELECT canonical_id FROM gone);
    DELETE FROM amendments WHERE OLD.id IN (document_id, amended_id);
    IF NEW.visibility <> OLD.visibility OR NEW.digest = '' THEN
        DELETE FROM findings WHERE id IN (SELECT finding_id FROM finding_quotes WHERE document_id = OLD.id);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER documents_unlink AFTER UPDATE OF visibility, digest, retired_at ON documents FOR EACH ROW
    WHEN (OLD.visibility <> NEW.visibility OR OLD.digest <> NEW.digest OR OLD.retired_at IS DISTINCT FROM NEW.retired_at)
    EXECUTE FUNCTION documents_unlink();

-- What servers said when they were asked for addresses that documents link to. Only hashes
-- (SHA-256) of the addresses are kept: an address on an internal page is part of its text.
CREATE TABLE link_checks (
    address    bytea PRIMARY KEY CHECK (length(address) = 32),
    checked_at timestamptz NOT NULL,
    failures   integer NOT NULL DEFAULT 0,   -- in a row; three make a dead link
    reason     text NOT NULL DEFAULT '' CHECK (reason IN ('', 'gone', 'no_host', 'unreachable')),
    detail     text NOT NULL DEFAULT ''
);

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['findings', 'finding_quotes', 'duplicates', 'amendments'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY reader ON %I USING (visibility = ANY ((SELECT auskunft_reader())::text[]))', t);
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER documents_unlink ON documents;
DROP FUNCTION documents_unlink;
DROP TABLE link_checks, amendments, duplicates, finding_quotes, findings;
