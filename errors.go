package auskunft

import (
	"errors"
	"fmt"
)

// ErrorKind says whose turn it is after an error. There are few on purpose: an HTTP
// status, an exit code and a citizen's sentence each follow from the kind alone.
type ErrorKind string

// The kinds. An error without one is Unexpected.
const (
	Invalid     ErrorKind = "invalid"     // the input is wrong; the asker can mend it
	NotFound    ErrorKind = "not_found"   // there is no such thing, or the reader may not know of it
	Forbidden   ErrorKind = "forbidden"   // signed in, but not allowed
	Conflict    ErrorKind = "conflict"    // somebody else changed it meanwhile
	Limited     ErrorKind = "limited"     // too much or too often; wait
	Unavailable ErrorKind = "unavailable" // a part we depend on does not answer; try again
	Closed      ErrorKind = "closed"      // an administrator has switched it off
	Unexpected  ErrorKind = "internal"    // our fault; details only in the log
)

// Error is an error with a kind and a code. The code names a text in the message
// files, which is what people outside the operator's terminal get to read; Err is
// for operators and logs, in English, and never leaves the server. Text, when there is
// one, takes the place of the code's German text: somebody has written it for this case.
// Help is said before either: who helps somebody that may be in danger.
type Error struct {
	Kind ErrorKind
	Code string
	Text string
	Help string
	Err  error
}

func (e *Error) Error() string { return e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error; the format is that of fmt.Errorf, %w included.
func Errorf(kind ErrorKind, code, format string, args ...any) error {
	return &Error{Kind: kind, Code: code, Err: fmt.Errorf(format, args...)}
}

// KindOf returns the kind of the first Error in err's chain, Unexpected when there
// is none, and "" for nil.
func KindOf(err error) ErrorKind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Unexpected
}

// CodeOf returns the message code of the first Error in err's chain, or "internal".
func CodeOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return string(Unexpected)
}

// TextOf returns the German text that the first Error in err's chain brings along, or "".
func TextOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Text
	}
	return ""
}

// HelpOf returns the lines that the first Error in err's chain wants said before its text, or "".
func HelpOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Help
	}
	return ""
}

// WithHelp is err with lines to be said before its text.
func WithHelp(err error, help string) error {
	if e, ok := errors.AsType[*Error](err); ok && help != "" {
		helping := *e
		helping.Help = help
		return &helping
	}
	return err
}
