-- Articles that editors write, their revisions, and the copies they work on. Package
-- kb/article writes these tables; what is published becomes a row of documents like any
-- other text, through package ingest.
--
-- The rules of the workflow are kept here and not only in the program: which state follows
-- which, that nobody releases what they have written themselves, that a revision never
-- changes, and that every step is in the audit log. A transaction says who acts and why
-- (settings auskunft.actor and auskunft.why); without that nothing here can be changed.

-- +goose Up

-- One revision is being worked on (head), one may be released (approved), and one may be
-- what people read (live): the live one stays while a newer one is written and reviewed.
--
--	draft -> review -> published -> draft (a newer revision) -> …
--	            |  \-> scheduled -> published
--	            \-> draft
--	published -> expired (its time is over) -> draft
--	any -> archived -> draft
CREATE TABLE articles (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Its address for ever: 120 characters are the longest that people still copy whole.
    slug        text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 120),
    visibility  text NOT NULL REFERENCES visibilities, -- of the head revision
    template    text NOT NULL CHECK (template IN ('service', 'howto', 'faq', 'crisis')),
    lang        text NOT NULL CHECK (lang ~ '^[a-z]{2,3}$'),
    original_id bigint REFERENCES articles,     -- the article that this one translates
    department  text NOT NULL DEFAULT '',       -- that answers for it; who may read it says visibility
    owner       text NOT NULL CHECK (owner <> ''), -- logins
    deputy      text NOT NULL DEFAULT '',
    review_days integer NOT NULL CHECK (review_days BETWEEN 1 AND 3650),
    checked_at  timestamptz,                    -- when somebody last confirmed that it is right; NULL: unchecked
    checked_by  text NOT NULL DEFAULT '',
    due_at      timestamptz,                    -- when that has to be done again

    state       text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'review', 'scheduled', 'published', 'expired', 'archived')),
    head        integer NOT NULL DEFAULT 1,
    approved    integer,
    live        integer,
    publish_at  timestamptz,                    -- of a scheduled one
    moved_at    timestamptz NOT NULL,           -- of the last step or revision
    moved_by    text NOT NULL,

    UNIQUE (id, visibility),
    UNIQUE (original_id, lang),
    CHECK (original_id <> id),
    CHECK (live <= approved AND approved <= head OR live IS NULL),
    CHECK (state NOT IN ('scheduled', 'published') OR approved IS NOT DISTINCT FROM head),
    CHECK (state <> 'published' OR live IS NOT DISTINCT FROM head),
    CHECK (state NOT IN ('expired', 'archived') OR live IS NULL),
    CHECK ((state = 'scheduled') = (publish_at IS NOT NULL))
);
CREATE INDEX articles_state ON articles (state, moved_at DESC, id);

-- A text at one moment. The fields that change what people read belong to it.
CREATE TABLE revisions (
    article_id  bigint NOT NULL REFERENCES articles,
    number      integer NOT NULL,               -- 1, 2, … without gaps
    visibility  text NOT NULL REFERENCES visibilities, -- who may read it once it is published
    author      text NOT NULL,                  -- login
    written_at  timestamptz NOT NULL,
    why         text NOT NULL,
    title       text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 300),
    body        text NOT NULL CHECK (char_length(body) <= 200000), -- Markdown; a long ordinance has half of that
    synonyms    text[] NOT NULL DEFAULT '{}',
    leika       text[] NOT NULL DEFAULT '{}',
    situations  text[] NOT NULL DEFAULT '{}',   -- of life: "Geburt", "Umzug"
    related     text[] NOT NULL DEFAULT '{}',   -- slugs
    valid_from  timestamptz,
    valid_until timestamptz CHECK (valid_until > valid_from),
    translates  integer,                        -- revision of the original article that it translates
    restores    integer,                        -- revision that it brings back
    -- With what lists show, so that they need not read the bodies beside it.
    PRIMARY KEY (article_id, number) INCLUDE (visibility, title, author, valid_until, translates),
    UNIQUE (article_id, number, visibility)
);
ALTER TABLE articles ADD FOREIGN KEY (id, head, visibility) REFERENCES revisions (article_id, number, visibility) DEFERRABLE INITIALLY DEFERRED;

-- What somebody is writing and has not kept as a revision: one copy an editor and article,
-- stored every few seconds.
CREATE TABLE working_copies (
    article_id bigint NOT NULL,
    visibility text NOT NULL,
    login      text NOT NULL,
    base       integer NOT NULL,                -- the revision it began with
    content    jsonb NOT NULL,
    begun_at   timestamptz NOT NULL DEFAULT now(),
    saved_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (article_id, login),
    FOREIGN KEY (article_id, visibility) REFERENCES articles (id, visibility) ON UPDATE CASCADE
);

-- Rows are there for transactions of the editors ("articles" is among what their reader sees,
-- and no account's reader has that by itself) who may read a text of that visibility. A draft
-- of a public page is nobody else's.
-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['articles', 'revisions', 'working_copies'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY editors ON %I USING (''articles'' = ANY ((SELECT auskunft_reader())::text[]) AND visibility = ANY ((SELECT auskunft_reader())::text[]))', t);
    END LOOP;
END $$;
-- +goose StatementEnd

-- The functions below run as the owner, who sees every row: a revision that the actor may not
-- read has an author all the same. Nobody's temporary table may stand in for one of ours.
SELECT set_config('search_path', quote_ident(current_schema) || ', pg_temp', true);

-- Who acts in this transaction.
-- +goose StatementBegin
CREATE FUNCTION article_actor() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF coalesce(current_setting('auskunft.actor', true), '') = '' THEN
        RAISE EXCEPTION 'nobody is named who does this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN current_setting('auskunft.actor');
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION article_log(what text, slug text, detail text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO audit_log (who, what, object, detail, why)
    VALUES (article_actor(), what, 'article ' || slug, detail, coalesce(current_setting('auskunft.why', true), ''))
$$;
-- +goose StatementEnd

-- Whether the approver of a text must be somebody else than its authors: yes, unless an
-- administrator has set "four_eyes" to false.
-- +goose StatementBegin
CREATE FUNCTION article_four_eyes() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM settings WHERE key = 'four_eyes' AND value = 'false')
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION article_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    actor text := article_actor();
    newest integer;
    ends timestamptz;
BEGIN
    NEW.due_at := NEW.checked_at + NEW.review_days * interval '1 day';
    IF TG_OP = 'INSERT' THEN
        IF (NEW.state, NEW.head) <> ('draft', 1) OR NEW.approved IS NOT NULL OR NEW.live IS NOT NULL OR NEW.checked_at IS NOT NULL THEN
            RAISE EXCEPTION 'an article begins as a draft' USING ERRCODE = 'check_violation';
        END IF;
        NEW.moved_at := clock_timestamp();
        NEW.moved_by := actor;
        PERFORM article_log('article_added', NEW.slug, NEW.template || ', ' || NEW.visibility);
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.slug, NEW.template, NEW.lang, NEW.original_id) IS DISTINCT FROM (OLD.id, OLD.slug, OLD.template, OLD.lang, OLD.original_id) THEN
        RAISE EXCEPTION 'the name, kind and language of an article stay' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.owner, NEW.deputy, NEW.department, NEW.review_days) IS DISTINCT FROM (OLD.owner, OLD.deputy, OLD.department, OLD.review_days) THEN
        PERFORM article_log('article_assigned', NEW.slug, format('%s, %s, %s, %s days', NEW.owner, NEW.deputy, NEW.department, NEW.review_days));
    END IF;
    IF (NEW.checked_at, NEW.checked_by) IS DISTINCT FROM (OLD.checked_at, OLD.checked_by) THEN
        PERFORM article_log('article_checked', NEW.slug, CASE WHEN NEW.checked_at IS NULL THEN 'unchecked' ELSE 'checked' END);
        NEW.checked_by := CASE WHEN NEW.checked_at IS NULL THEN '' ELSE actor END;
    END IF;
    IF (NEW.state, NEW.head, NEW.approved, NEW.live, NEW.publish_at, NEW.visibility) IS NOT DISTINCT FROM
       (OLD.state, OLD.head, OLD.approved, OLD.live, OLD.publish_at, OLD.visibility) THEN
        NEW.moved_at := OLD.moved_at;
        NEW.moved_by := OLD.moved_by;
        RETURN NEW;
    END IF;

    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'review'), ('draft', 'published'), ('draft', 'archived'),
        ('review', 'draft'), ('review', 'scheduled'), ('review', 'published'), ('review', 'archived'),
        ('scheduled', 'draft'), ('scheduled', 'published'), ('scheduled', 'archived'),
        ('published', 'draft'), ('published', 'expired'), ('published', 'archived'),
        ('expired', 'draft'), ('expired', 'archived'), ('archived', 'draft')) THEN
        RAISE EXCEPTION 'an article does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;

    -- The text that is worked on is the newest, or again the live one when a draft is given up.
    SELECT max(number) INTO newest FROM revisions WHERE article_id = NEW.id;
    IF NEW.head <> OLD.head AND NOT (NEW.state = 'draft' AND NEW.head = newest OR OLD.state = 'draft' AND NEW.state = 'published' AND NEW.head = OLD.live) THEN
        RAISE EXCEPTION 'revision % cannot become the text that is worked on', NEW.head USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'published' AND NEW.state = 'draft' AND NEW.head = OLD.head THEN
        RAISE EXCEPTION 'a published article becomes a draft by a new revision' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'draft' AND NEW.state = 'published' AND NEW.head IS DISTINCT FROM OLD.live THEN
        RAISE EXCEPTION 'a draft is not published without review' USING ERRCODE = 'check_violation';
    END IF;

    -- Released is what stands in review, by somebody who has not written any of what is new in it.
    IF OLD.state = 'review' AND NEW.state IN ('scheduled', 'published') THEN
        IF NEW.approved IS DISTINCT FROM OLD.head THEN
            RAISE EXCEPTION 'released is the revision that is in review' USING ERRCODE = 'check_violation';
        END IF;
        IF article_four_eyes() AND EXISTS (SELECT FROM revisions WHERE article_id = NEW.id AND author = actor
                                              AND (number = NEW.head OR number > coalesce(OLD.approved, 0))) THEN
            RAISE EXCEPTION 'four eyes: nobody releases what they have written' USING ERRCODE = 'AF001';
        END IF;
    ELSIF NEW.approved IS DISTINCT FROM OLD.approved AND NOT (NEW.state = 'published' AND OLD.state = 'draft' AND NEW.approved = OLD.live) THEN
        RAISE EXCEPTION 'only what is in review is released' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'scheduled' AND NEW.state = 'scheduled' THEN
        RAISE EXCEPTION 'another time needs another release' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'scheduled' AND NEW.state = 'published' AND OLD.publish_at > clock_timestamp() THEN
        RAISE EXCEPTION 'its time has not come' USING ERRCODE = 'check_violation';
    END IF;

    -- What people read begins with its release and ends with its time, or in the archive.
    IF NEW.live IS DISTINCT FROM OLD.live THEN
        SELECT valid_until INTO ends FROM revisions WHERE article_id = NEW.id AND number = OLD.live;
        IF NOT (NEW.state = 'published' OR NEW.live IS NULL AND (NEW.state = 'archived' OR coalesce(ends <= clock_timestamp(), false))) THEN
            RAISE EXCEPTION 'what is live changes by release, by expiry and by archiving' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    NEW.moved_at := clock_timestamp();
    NEW.moved_by := actor;
    PERFORM article_log(CASE WHEN NEW.state = OLD.state THEN 'article_saved' ELSE 'article_moved' END, NEW.slug,
        format('%s → %s, revision %s', OLD.state, NEW.state, NEW.head));
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER article_guard BEFORE INSERT OR UPDATE ON articles FOR EACH ROW EXECUTE FUNCTION article_guard();

-- A revision's number, author and time are never what a client says.
-- +goose StatementBegin
CREATE FUNCTION revision_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM articles WHERE id = NEW.article_id FOR UPDATE;
    NEW.number := 1 + coalesce((SELECT max(number) FROM revisions WHERE article_id = NEW.article_id), 0);
    NEW.author := article_actor();
    NEW.written_at := clock_timestamp();
    NEW.why := coalesce(current_setting('auskunft.why', true), '');
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER revision_guard BEFORE INSERT ON revisions FOR EACH ROW EXECUTE FUNCTION revision_guard();

-- As for the audit log: the application's role has no right to it, and this holds for the owner.
-- +goose StatementBegin
CREATE FUNCTION revision_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'revisions stay as they are' USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
CREATE TRIGGER revision_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON revisions FOR EACH STATEMENT EXECUTE FUNCTION revision_fixed();

-- Whether four eyes are needed is for administrators: a transaction of theirs sees "settings".
-- +goose StatementBegin
CREATE FUNCTION four_eyes_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce('settings' <> ALL (auskunft_reader()), true) THEN
        RAISE EXCEPTION 'four_eyes is set by administrators' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO audit_log (who, what, object, detail, why)
    VALUES (article_actor(), 'setting_changed', 'four_eyes', CASE TG_OP WHEN 'DELETE' THEN 'true' ELSE NEW.value::text END,
            coalesce(current_setting('auskunft.why', true), ''));
    RETURN coalesce(NEW, OLD);
END $$;
-- +goose StatementEnd
CREATE TRIGGER four_eyes_written BEFORE INSERT OR UPDATE ON settings FOR EACH ROW WHEN (NEW.key = 'four_eyes') EXECUTE FUNCTION four_eyes_guard();
CREATE TRIGGER four_eyes_moved BEFORE UPDATE OR DELETE ON settings FOR EACH ROW WHEN (OLD.key = 'four_eyes') EXECUTE FUNCTION four_eyes_guard();

-- +goose Down
DROP TRIGGER four_eyes_written ON settings;
DROP TRIGGER four_eyes_moved ON settings;
DELETE FROM settings WHERE key = 'four_eyes';
ALTER TABLE articles DROP CONSTRAINT articles_id_head_visibility_fkey;
DROP TABLE working_copies, revisions, articles;
DROP FUNCTION four_eyes_guard, revision_fixed, revision_guard, article_guard, article_four_eyes, article_log, article_actor;
