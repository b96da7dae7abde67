// Package setting keeps what administrators may change while the desk serves: limits, the
// websites that may embed the widget, which channels are closed, and whether who releases an
// article must be somebody else than its authors (the database itself reads that one).
//
// A setting has a value from the environment (package config) and, once somebody has changed
// it, one from the database, which holds instead. Its history is only ever added to: undoing
// is a change that brings the former value back. Every change is in the audit log, in the
// same transaction.
//
// Each process keeps all values in memory and follows the database, so asking for one costs a
// look at a map. A change holds on every process within a second, and within
// postgres.HealEvery when its notification is lost; while the database is away the last known
// values do.
package setting

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"auskunft"
	"auskunft/internal/config"
)

// Key names a setting.
type Key string

// The settings that are no channel's switch.
const (
	QuestionsPerMinute Key = "questions_per_minute"
	MCPPerMinute       Key = "mcp_per_minute"
	AllowedOrigins     Key = "allowed_origins"
	FourEyes           Key = "four_eyes"
)

// switches begin the keys of channels' switches.
const switches = "channel_"

// Switch is the key of a channel's switch.
func Switch(c auskunft.Channel) Key { return switches + Key(c) }

// Kind is what a setting's value is.
type Kind int

// The kinds.
const (
	Number  Kind = iota + 1
	Origins      // websites
	Closing      // whether a channel is closed
	Duty         // whether what must be done need not
)

// Value is what a setting is set to. Which fields count its kind says; the others are zero.
type Value struct {
	Number  int      `json:"number,omitempty"`
	Origins []string `json:"origins,omitempty"`
	Closed  bool     `json:"closed,omitempty"`
	Text    string   `json:"text,omitempty"` // said in German by a closed channel; "": the usual words
	Off     bool     `json:"off,omitempty"`  // a duty is suspended
}

// Equal reports whether two values are the same.
func (v Value) Equal(o Value) bool {
	return v.Number == o.Number && v.Closed == o.Closed && v.Text == o.Text && v.Off == o.Off && slices.Equal(v.Origins, o.Origins)
}

// Setting is one that may be changed.
type Setting struct {
	Key         Key
	Kind        Kind
	Min, Max    int // of a Number
	environment func(config.Config) Value
}

// Settings is the table of them.
var Settings = []Setting{
	closing(auskunft.WidgetChannel),
	closing(auskunft.PageChannel),
	closing(auskunft.APIChannel),
	closing(auskunft.MCPChannel),
	closing(auskunft.StaffChannel),
	{QuestionsPerMinute, Number, 1, mostQuestions, func(c config.Config) Value { return Value{Number: c.QuestionsPerMinute} }},
	{MCPPerMinute, Number, 1, mostCalls, func(c config.Config) Value { return Value{Number: c.MCPPerMinute} }},
	{FourEyes, Duty, 0, 0, func(config.Config) Value { return Value{} }},
	{AllowedOrigins, Origins, 0, 0, func(c config.Config) Value { return Value{Origins: c.AllowedOrigins} }},
}

// closing is the switch of a channel. No variable of the environment closes one: whoever can
// set variables can stop the process.
func closing(c auskunft.Channel) Setting {
	return Setting{Switch(c), Closing, 0, 0, func(config.Config) Value { return Value{} }}
}

// find is the setting with a key.
func find(key Key) (Setting, error) {
	at := slices.IndexFunc(Settings, func(s Setting) bool { return s.Key == key })
	if at < 0 {
		return Setting{}, auskunft.Errorf(auskunft.NotFound, "setting_unknown", "there is no setting %q", key)
	}
	return Settings[at], nil
}

// Object is the setting as the audit log names it: "channel widget", "setting allowed_origins".
func (s Setting) Object() string {
	if channel, ok := strings.CutPrefix(string(s.Key), switches); ok {
		return "channel " + channel
	}
	return "setting " + string(s.Key)
}

// Limits of what may be written.
const (
	mostQuestions = 600  // ten a second are no person
	mostCalls     = 6000 // a hundred a second are more than one process answers

	MaxText    = 600 // characters of what a closed channel says: it stands in the place of an answer
	MaxWhy     = 500 // characters of a reason, as the table has it
	maxOrigins = 100
)

// Check returns a value in its normal form. The error is of kind auskunft.Invalid.
func (s Setting) Check(v Value) (Value, error) {
	switch s.Kind {
	case Number:
		if v.Number < s.Min || v.Number > s.Max {
			return v, auskunft.Errorf(auskunft.Invalid, "setting_number", "%s is from %d to %d, not %d", s.Key, s.Min, s.Max, v.Number)
		}
		return Value{Number: v.Number}, nil
	case Origins:
		var origins []string
		for _, raw := range v.Origins {
			origin, err := config.Origin(raw)
			if err != nil {
				return v, auskunft.Errorf(auskunft.Invalid, "setting_origin", "%w", err)
			}
			if !slices.Contains(origins, origin) {
				origins = append(origins, origin)
			}
		}
		if len(origins) > maxOrigins {
			return v, auskunft.Errorf(auskunft.Invalid, "setting_origins", "%d websites, at most %d", len(origins), maxOrigins)
		}
		return Value{Origins: origins}, nil
	case Duty:
		return Value{Off: v.Off}, nil
	default:
		text := strings.Join(strings.Fields(v.Text), " ")
		if !readable(text, MaxText) {
			return v, auskunft.Errorf(auskunft.Invalid, "setting_text", "a text has at most %d characters", MaxText)
		}
		if !v.Closed {
			text = ""
		}
		return Value{Closed: v.Closed, Text: text}, nil
	}
}

// readable reports whether s is text of at most so many characters.
func readable(s string, most int) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0) && utf8.RuneCountInString(s) <= most
}

// Dangerous reports whether a change takes away what people rely on: somebody should be asked
// twice.
func (s Setting) Dangerous(from, to Value) bool {
	return to.Closed && !from.Closed || to.Off && !from.Off || s.Kind == Origins && len(to.Origins) == 0 && len(from.Origins) > 0
}

// describe is a value as the audit log has it.
func (s Setting) describe(v Value) string {
	switch {
	case s.Kind == Number:
		return strconv.Itoa(v.Number)
	case s.Kind == Origins && len(v.Origins) == 0:
		return "none"
	case s.Kind == Origins:
		return strings.Join(v.Origins, ", ")
	case s.Kind == Duty && v.Off:
		return "suspended"
	case s.Kind == Duty:
		return "in force"
	case !v.Closed:
		return "open"
	case v.Text == "":
		return "closed"
	default:
		return "closed: " + v.Text
	}
}
