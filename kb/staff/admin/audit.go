package admin

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/kb/account"
	"auskunft/kb/audit"
	"auskunft/kb/staff/frame"
)

const auditPath = frame.Root + "/protokoll"

// Audit is the log of what people have done; *audit.Log is one.
type Audit interface {
	List(ctx context.Context, f audit.Filter) ([]audit.Stored, error)
}

func (p *pages) auditRoutes() {
	p.Handle("GET "+auditPath, account.ReadAudit, p.auditLog)
	p.Handle("GET "+auditPath+".csv", account.ReadAudit, p.auditCSV)
}

// auditPage lists entries, the newest first. Its filters stand in its address.
type auditPage struct {
	Form    auditForm
	Events  []eventChoice
	Entries []auditRow
	Older   string // address of the entries before these, "" when there are none
	CSV     string // address of the same entries as a table
}

// auditForm is the filter as it was typed.
type auditForm struct{ Who, What, Words, From, Until string }

type eventChoice struct {
	Value, Name string
	Chosen      bool
}

type auditRow struct {
	Seq                            int64
	Time                           time.Time
	At                             string
	Who, What, Object, Detail, Why string
}

const auditShown = 100

func (p *pages) auditLog(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	query := r.URL.Query()
	form, filter, err := auditFilter(query)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	rows, err := p.auditRows(r.Context(), filter, form.Words, auditShown+1) // one more says whether there are more
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page := auditPage{Form: form, Entries: rows}
	if len(rows) > auditShown {
		page.Entries = rows[:auditShown]
		query.Set("before", strconv.FormatInt(rows[auditShown-1].Seq, 10))
		page.Older = auditPath + "?" + query.Encode()
	}
	query.Del("before")
	page.CSV = (&url.URL{Path: auditPath + ".csv", RawQuery: query.Encode()}).String()
	for _, event := range audit.Events {
		page.Events = append(page.Events, eventChoice{string(event), p.eventName(event), string(event) == form.What})
	}
	p.Show(w, r, http.StatusOK, "audit.html", who, p.Text("audit"), page)
}

// auditBatch is how many entries are read at a time.
const auditBatch = 1000

// auditRows are the entries, the newest first, that f chooses and that contain words, at most
// limit; 0: all. What people read is put into German here, so the words are looked for here:
// in what stands on the page, and in what the program wrote.
func (p *pages) auditRows(ctx context.Context, f audit.Filter, words string, limit int) (rows []auditRow, err error) {
	words = strings.ToLower(words)
	f.Limit = auditBatch
	for {
		entries, err := p.Audit.List(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			row := p.auditRow(e)
			text := strings.Join([]string{row.What, row.Object, row.Detail, row.Why, e.Object, e.Detail, e.Why}, "\n")
			if !strings.Contains(strings.ToLower(text), words) {
				continue
			}
			if rows = append(rows, row); len(rows) == limit {
				return rows, nil
			}
		}
		if len(entries) < auditBatch {
			return rows, nil
		}
		f.Before = entries[len(entries)-1].Seq
	}
}

func (p *pages) auditRow(e audit.Stored) auditRow {
	row := auditRow{e.Seq, e.At, e.At.In(civil.Berlin).Format("02.01.2006, 15:04:05"), e.Who, p.eventName(e.What), e.Object, p.auditDetail(e.Entry), e.Why}
	if kind, name, ok := strings.Cut(e.Object, " "); ok {
		if german, ok := p.Lookup("object_" + kind); ok {
			if named, ok := p.Lookup(kind + "_" + name); ok {
				name = "„" + named + "“"
			}
			row.Object = german + " " + name
		}
	}
	if german, ok := p.Lookup("error_" + e.Why); ok { // of something that failed, the reason is a code
		row.Why = german
	}
	switch e.Who {
	case "":
		row.Who = p.Text("audit_nobody")
	case audit.CommandLine:
		row.Who = p.Text("audit_command_line")
	case clock:
		row.Who = p.Text("audit_clock")
	}
	return row
}

// eventName is what people read for an event; those of other rooms may have no text yet.
func (p *pages) eventName(event audit.Event) string { return p.Text("audit_" + string(event)) }

// auditFilter reads the filter from an address.
func auditFilter(query url.Values) (form auditForm, f audit.Filter, err error) {
	value := func(name string) string { return strings.TrimSpace(query.Get(name)) }
	form = auditForm{Who: value("who"), What: value("what"), Words: value("q"), From: value("from"), Until: value("until")}
	f = audit.Filter{Who: form.Who, What: audit.Event(form.What)}
	if f.From, err = berlinDay(form.From); err != nil {
		return form, f, err
	}
	if f.Until, err = berlinDay(form.Until); err != nil {
		return form, f, err
	}
	if !f.Until.IsZero() {
		f.Until = f.Until.AddDate(0, 0, 1) // the day itself belongs to it
	}
	if before := value("before"); before != "" {
		if f.Before, err = strconv.ParseInt(before, 10, 64); err != nil {
			return form, f, auskunft.Errorf(auskunft.Invalid, "audit_filter", "before: %w", err)
		}
	}
	return form, f, nil
}

// berlinDay is when a day begins; the zero time for "".
func berlinDay(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, civil.Berlin)
	if err != nil {
		return t, auskunft.Errorf(auskunft.Invalid, "audit_filter", "no day: %w", err)
	}
	return t, nil
}

// auditCSV is all entries that the filter chooses, as a table that German spreadsheets open.
// That somebody took them along is an entry, too.
func (p *pages) auditCSV(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	form, filter, err := auditFilter(r.URL.Query())
	var rows []auditRow
	if err == nil {
		rows, err = p.auditRows(r.Context(), filter, form.Words, 0)
	}
	if err == nil {
		err = p.Record(r, audit.Entry{Who: who.Login, What: audit.LogExported, Object: fmt.Sprintf("entries %d", len(rows)), Detail: r.URL.RawQuery})
	}
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="protokoll.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("\uFEFF")) // without it spreadsheets take UTF-8 for something else
	out := csv.NewWriter(w)
	out.Comma = ';'
	_ = out.Write(strings.Split(p.Text("audit_columns"), "|"))
	for _, row := range rows {
		_ = out.Write([]string{strconv.FormatInt(row.Seq, 10), row.At, cell(row.Who), row.What, cell(row.Object), cell(row.Detail), cell(row.Why)})
	}
	out.Flush() // whoever asked may have left
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") {
		return "'" + s
	}
	return s
}
