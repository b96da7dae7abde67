package postgres

import "strings"

// Current is the SQL condition of a document d that people read at a moment, which is a parameter
// of the statement, such as "$1": it is not retired, and valid then.
func Current(at string) string {
	const current = `d.retired_at IS NULL AND (d.valid_from IS NULL OR d.valid_from <= $at) AND (d.valid_until IS NULL OR d.valid_until > $at)`
	return strings.ReplaceAll(current, "$at", at)
}
