-- Notices that editors write beside those of sources, and pinned answers. Packages kb/notice
-- and kb/pin write these rows; ingestion goes on writing the notices of sources.

-- +goose Up

ALTER TABLE notices
    ADD sources    text[] NOT NULL DEFAULT '{}', -- names; none: beside answers from any source
    ADD texts      jsonb NOT NULL DEFAULT '{}',  -- other languages: {"tr": {"title": "…", "text": "…"}}
    ADD written_by text NOT NULL DEFAULT '',     -- login; '' for a source's
    ADD written_at timestamptz NOT NULL DEFAULT now(),
    ADD CHECK ((source_id IS NULL) = (written_by <> ''));
-- Every answer asks for those that are running; most are over.
CREATE INDEX notices_ends_at ON notices (ends_at);

-- An approved answer to a family of questions: sentences that stand in one revision of an
-- article, said as they are. It is broken when that revision is no longer what people read,
-- and stays broken: somebody has to look before it answers again.
CREATE TABLE pins (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200), -- of the family
    article_id bigint NOT NULL REFERENCES articles,
    revision   integer NOT NULL,
    visibility text NOT NULL,
    document_id bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
    questions  text[] NOT NULL CHECK (cardinality(questions) BETWEEN 1 AND 30),
    sentences  text[] NOT NULL CHECK (cardinality(sentences) BETWEEN 1 AND 10), -- verbatim
    expires_at timestamptz NOT NULL,
    pinned_by  text NOT NULL CHECK (pinned_by <> ''),
    pinned_at  timestamptz NOT NULL DEFAULT now(),
    broken_at  timestamptz,
    FOREIGN KEY (article_id, revision, visibility) REFERENCES revisions (article_id, number, visibility),
    CHECK (expires_at > pinned_at)
);
CREATE INDEX pins_article ON pins (article_id);
ALTER TABLE pins ENABLE ROW LEVEL SECURITY;
CREATE POLICY reader ON pins USING (visibility = ANY ((SELECT auskunft_reader())::text[]));

-- These run as the owner: whoever moves an article or answers a question need not see both
-- the pin and the article.
SELECT set_config('search_path', quote_ident(current_schema) || ', pg_temp', true);

-- +goose StatementBegin
CREATE FUNCTION pins_break() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE pins SET broken_at = now() WHERE article_id = NEW.id AND broken_at IS NULL AND revision IS DISTINCT FROM NEW.live;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER pins_break AFTER UPDATE OF live ON articles FOR EACH ROW WHEN (NEW.live IS DISTINCT FROM OLD.live) EXECUTE FUNCTION pins_break();

-- A pin is bound to what people read, and a broken one is not mended but replaced.
-- +goose StatementBegin
CREATE FUNCTION pin_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.broken_at IS NOT NULL AND NEW.broken_at IS NULL THEN
        RAISE EXCEPTION 'a broken pin stays broken' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.broken_at IS NULL AND NOT EXISTS (SELECT FROM articles WHERE id = NEW.article_id AND live = NEW.revision) THEN
        RAISE EXCEPTION 'revision % is not what people read', NEW.revision USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER pin_guard BEFORE INSERT OR UPDATE ON pins FOR EACH ROW EXECUTE FUNCTION pin_guard();

-- +goose Down
DROP TRIGGER pins_break ON articles;
DROP TABLE pins;
DROP FUNCTION pin_guard, pins_break;
DROP INDEX notices_ends_at;
DELETE FROM notices WHERE source_id IS NULL;
ALTER TABLE notices DROP sources, DROP texts, DROP written_by, DROP written_at;
