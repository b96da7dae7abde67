-- Files that belong to articles. Package kb/article writes them; with a released revision
-- they become documents like the article itself, through package ingest.

-- +goose Up

-- A file never changes: another one takes its place. Which belong to a text say its revisions.
CREATE TABLE attachments (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article_id  bigint NOT NULL,
    visibility  text NOT NULL,                  -- of the article's head: who may see it before it is released
    -- As it is called in addresses and when it is saved: "antrag-wohngeld.pdf".
    name        text NOT NULL CHECK (name ~ '^[a-z0-9]+([.-][a-z0-9]+)*$' AND length(name) <= 120),
    title       text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 300),
    format      text NOT NULL CHECK (format IN ('pdf', 'docx', 'odt')),
    -- 20 MB: a form or a leaflet; what is larger is a source's (files:), not an article's.
    bytes       bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 20 * 1024 * 1024),
    warnings    text[] NOT NULL,                -- codes of what could not be read
    added_by    text NOT NULL CHECK (added_by <> ''),
    added_at    timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (article_id, visibility) REFERENCES articles (id, visibility) ON UPDATE CASCADE
);
ALTER TABLE attachments ALTER bytes SET STORAGE EXTERNAL; -- these formats are compressed
CREATE INDEX attachments_article ON attachments (article_id);
ALTER TABLE attachments ENABLE ROW LEVEL SECURITY;
CREATE POLICY editors ON attachments USING ('articles' = ANY ((SELECT auskunft_reader())::text[]) AND visibility = ANY ((SELECT auskunft_reader())::text[]));

ALTER TABLE revisions ADD files bigint[] NOT NULL DEFAULT '{}' CHECK (cardinality(files) <= 20);

-- The situations of life that editors choose from: few revisions name any, and nobody should
-- read the bodies of all for them.
CREATE INDEX revisions_situations ON revisions (article_id, number) INCLUDE (situations, visibility) WHERE situations <> '{}';

SELECT set_config('search_path', quote_ident(current_schema) || ', pg_temp', true);

-- +goose StatementBegin
CREATE FUNCTION revision_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF (SELECT count(DISTINCT name) FROM attachments WHERE article_id = NEW.article_id AND id = ANY (NEW.files)) <> cardinality(NEW.files) THEN
        RAISE EXCEPTION 'the files of a revision are its article''s, each of a name of its own' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER revision_files BEFORE INSERT ON revisions FOR EACH ROW WHEN (cardinality(NEW.files) > 0) EXECUTE FUNCTION revision_files();

-- +goose StatementBegin
CREATE FUNCTION attachment_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a file stays as it is' USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
-- Its visibility follows the article's.
CREATE TRIGGER attachment_fixed BEFORE UPDATE ON attachments FOR EACH ROW
    WHEN ((NEW.id, NEW.article_id, NEW.name, NEW.title, NEW.format, NEW.bytes, NEW.added_by, NEW.added_at)
          IS DISTINCT FROM (OLD.id, OLD.article_id, OLD.name, OLD.title, OLD.format, OLD.bytes, OLD.added_by, OLD.added_at))
    EXECUTE FUNCTION attachment_fixed();

-- +goose Down
DROP TRIGGER revision_files ON revisions;
DROP INDEX revisions_situations;
ALTER TABLE revisions DROP files;
DROP TABLE attachments;
DROP FUNCTION revision_files, attachment_fixed;
