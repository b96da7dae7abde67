-- Four eyes become a setting like the others: with a history, undone by a click, on a page.
-- A file that a revision names stays with it, so that the others can be deleted after a time;
-- and which vocabulary analysed a passage is looked up before old ones are.

-- +goose Up

DROP TRIGGER four_eyes_written ON settings;
DROP TRIGGER four_eyes_moved ON settings;
INSERT INTO setting_changes (key, number, value, who, why)
SELECT key, 1, '{"off": true}', 'migration', 'ausgesetzt, bevor es eine Seite dafür gab' FROM settings WHERE key = 'four_eyes' AND value = 'false';
DELETE FROM settings WHERE key = 'four_eyes';

SELECT set_config('search_path', quote_ident(current_schema) || ', pg_temp', true);

-- Whether the approver of a text must be somebody else than its authors: yes, unless an
-- administrator has switched it off.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION article_four_eyes() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT value ->> 'off' FROM setting_changes WHERE key = 'four_eyes' ORDER BY number DESC LIMIT 1), '') <> 'true'
$$;
-- +goose StatementEnd

-- That is for administrators: a transaction of theirs sees "settings".
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION four_eyes_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce('settings' <> ALL (auskunft_reader()), true) THEN
        RAISE EXCEPTION 'four_eyes is set by administrators' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER four_eyes_written BEFORE INSERT ON setting_changes FOR EACH ROW WHEN (NEW.key = 'four_eyes') EXECUTE FUNCTION four_eyes_guard();

-- Both wait for the other: a file that is being deleted cannot be named meanwhile, and what is
-- said about it afterwards is seen.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION revision_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM FROM attachments WHERE id = ANY (NEW.files) FOR KEY SHARE;
    IF (SELECT count(DISTINCT name) FROM attachments WHERE article_id = NEW.article_id AND id = ANY (NEW.files)) <> cardinality(NEW.files) THEN
        RAISE EXCEPTION 'the files of a revision are its article''s, each of a name of its own' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION attachment_named() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT FROM revisions WHERE article_id = OLD.article_id AND OLD.id = ANY (files)) THEN
        RAISE EXCEPTION 'a file that a revision names stays' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd
CREATE TRIGGER attachment_named BEFORE DELETE ON attachments FOR EACH ROW EXECUTE FUNCTION attachment_named();

CREATE INDEX passages_snapshot ON passages (snapshot_id);

-- +goose Down
DROP INDEX passages_snapshot;
DROP TRIGGER attachment_named ON attachments;
DROP FUNCTION attachment_named;
DROP TRIGGER four_eyes_written ON setting_changes;
SELECT set_config('search_path', quote_ident(current_schema) || ', pg_temp', true);
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION article_four_eyes() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM settings WHERE key = 'four_eyes' AND value = 'false')
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION four_eyes_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
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
