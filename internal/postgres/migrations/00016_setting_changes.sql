-- What administrators have changed while the desk serves: limits, allowed websites, closed
-- channels. Package kb/setting writes this table. The newest row of a key is what holds;
-- without one the environment does. (Table settings holds values without a history.)

-- +goose Up

CREATE TABLE setting_changes (
    key    text NOT NULL CHECK (key ~ '^[a-z][a-z_]{0,62}$'),
    number integer NOT NULL CHECK (number > 0), -- 1, 2, 3, … of the key; two people who change the same value collide here
    value  jsonb CHECK (jsonb_typeof(value) = 'object'), -- NULL: the environment's value again
    who    text NOT NULL CHECK (who <> ''),     -- login
    why    text NOT NULL CHECK (char_length(why) BETWEEN 1 AND 500),
    at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (key, number)
);

-- Undoing is a new row. auskunft_app has no right to change rows (see grant in migrate.go);
-- this holds for the owner, too.
-- +goose StatementBegin
CREATE FUNCTION setting_changes_fixed() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of settings is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
CREATE TRIGGER setting_changes_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON setting_changes FOR EACH STATEMENT EXECUTE FUNCTION setting_changes_fixed();

-- +goose Down
DROP TABLE setting_changes;
DROP FUNCTION setting_changes_fixed;
