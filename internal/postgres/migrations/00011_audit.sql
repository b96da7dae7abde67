-- The audit log: who did what, when and why. Rows are added and never changed; each holds a
-- hash over its own content and the hash before it, so that a row that was changed, left out
-- or put in between is found (`auskunft audit verify`). Package kb/audit reads and checks it.

-- +goose Up

CREATE TABLE audit_log (
    seq      bigint PRIMARY KEY CHECK (seq > 0),  -- without gaps
    at       timestamptz NOT NULL,
    who      text NOT NULL,                       -- login; 'command line'; '' when nobody is known
    what     text NOT NULL CHECK (what ~ '^[a-z][a-z_]*$'),
    object   text NOT NULL,                       -- what it was done to: an account, a source, a setting
    detail   text NOT NULL,                       -- what changed, "agent -> editor"
    why      text NOT NULL,
    previous bytea NOT NULL CHECK (length(previous) = 32), -- hash of the row before; zeros for the first
    hash     bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX audit_log_at ON audit_log (at);

-- The database makes the chain, not the application: an entry's place, time and hash are
-- never what a client says. The lock makes writers wait for each other until they commit.
-- Hashed are the hash before and then each field after its length in bytes, so that no two
-- contents give the same bytes; the time in microseconds since 1970, as it is stored.
-- +goose StatementBegin
CREATE FUNCTION audit_chain() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock('audit_log'::regclass::bigint);
    SELECT seq + 1, hash INTO NEW.seq, NEW.previous FROM audit_log ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(NEW.seq, 1);
    NEW.previous := coalesce(NEW.previous, decode(repeat('00', 32), 'hex'));
    NEW.at := clock_timestamp();
    NEW.hash := sha256(NEW.previous || convert_to((
        SELECT string_agg(octet_length(convert_to(field, 'UTF8')) || ':' || field, '' ORDER BY n)
        FROM unnest(ARRAY[NEW.seq::text, (extract(epoch FROM NEW.at) * 1000000)::bigint::text,
                          NEW.who, NEW.what, NEW.object, NEW.detail, NEW.why]) WITH ORDINALITY AS f(field, n)), 'UTF8'));
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_chain BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_chain();

-- auskunft_app has no right to change rows (see grant in migrate.go). This holds for the
-- owner, too, who would have to drop it first.
-- +goose StatementBegin
CREATE FUNCTION audit_fixed() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_fixed();

-- +goose Down
DROP TABLE audit_log;
DROP FUNCTION audit_chain, audit_fixed;
