package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"auskunft"
	"auskunft/internal/config"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/setting"
	"auskunft/kb/staff/frame"
)

// Settings is what may be changed while the desk serves; *setting.Store has it.
type Settings interface {
	List(ctx context.Context) ([]setting.State, error)
	History(ctx context.Context, key setting.Key) (setting.State, []setting.Change, error)
	Change(ctx context.Context, by account.By, key setting.Key, seen int, value *setting.Value) error
	Undo(ctx context.Context, by account.By, key setting.Key, seen int) error
}

// Embed is the lines that put the widget on a city's page.
type Embed struct {
	Lines  string
	Pinned string // that take this version only
}

// settingArea is a page of settings of some kinds, with the right that changing them takes.
type settingArea struct {
	path, title string
	needs       account.Action
	kinds       []setting.Kind
}

var settingAreas = []settingArea{
	{frame.Root + "/schalter", "switches", account.CloseChannel, []setting.Kind{setting.Closing}},
	{frame.Root + "/einstellungen", "settings", account.ChangeSettings, []setting.Kind{setting.Number, setting.Duty}},
	{frame.Root + "/einbinden", "embedding", account.ChangeSettings, []setting.Kind{setting.Origins}},
}

func (p *pages) settingRoutes() (links []frame.Link) {
	for _, area := range settingAreas {
		one := area.path + "/{key}"
		if area.hasOne() {
			one = area.path
		} else {
			p.Handle("GET "+area.path, area.needs, func(w http.ResponseWriter, r *http.Request, who auskunft.Account) { p.settings(w, r, who, area) })
		}
		p.Handle("GET "+one, area.needs, p.about(area, p.setting))
		p.Handle("POST "+one, area.needs, p.about(area, p.changeSetting))
		p.Handle("POST "+one+"/undo", area.needs, p.about(area, p.undoSetting))
		links = append(links, frame.Link{Text: area.title, Path: area.path, Needs: area.needs})
	}
	return links
}

// hasOne reports whether the area is one setting's page.
func (a settingArea) hasOne() bool { return slices.Contains(a.kinds, setting.Origins) }

// pathOf is the address of a setting's page.
func (a settingArea) pathOf(key setting.Key) string {
	if a.hasOne() {
		return a.path
	}
	return a.path + "/" + string(key)
}

// settingsPage lists the settings of an area.
type settingsPage struct {
	Title, Hint string
	Settings    []settingRow
}

type settingRow struct {
	Path, Name, Hint string
	Kind             string // "number", "origins", "closing" or "duty"
	Value            string // that holds
	Closed, Off      bool
	Changed          bool // an administrator's, not the server's
	Last             *changeRow
}

// changeRow is a change as people read it.
type changeRow struct{ At, Who, Value, Why string }

func (p *pages) settings(w http.ResponseWriter, r *http.Request, who auskunft.Account, area settingArea) {
	states, err := p.Settings.List(r.Context())
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page := settingsPage{Title: p.Text(area.title), Hint: p.Text(area.title + "_hint")}
	for _, s := range states {
		if slices.Contains(area.kinds, s.Kind) {
			page.Settings = append(page.Settings, p.settingRow(area, s))
		}
	}
	p.Show(w, r, http.StatusOK, "settings.html", who, page.Title, page)
}

func (p *pages) settingRow(area settingArea, s setting.State) settingRow {
	name := strings.ReplaceAll(s.Object(), " ", "_")
	row := settingRow{
		Path: area.pathOf(s.Key), Name: p.Text(name), Hint: p.Text(name + "_hint"), Kind: settingKinds[s.Kind],
		Value: p.valueText(s.Setting, s.Value), Closed: s.Value.Closed, Off: s.Value.Off, Changed: s.Changed(),
	}
	if s.Last.Number > 0 {
		row.Last = p.changeRow(s.Setting, s.Last)
	}
	return row
}

func (p *pages) changeRow(s setting.Setting, c setting.Change) *changeRow {
	row := &changeRow{At: frame.Minute(c.At), Who: c.Who, Why: c.Why, Value: p.Text("setting_environment")}
	if c.Value != nil {
		row.Value = p.wholeText(s, *c.Value)
	}
	return row
}

// wholeText is a value with what a closed channel says.
func (p *pages) wholeText(s setting.Setting, v setting.Value) string {
	if v.Text == "" {
		return p.valueText(s, v)
	}
	return p.valueText(s, v) + ": „" + v.Text + "“"
}

// valueText is a value as people read it.
func (p *pages) valueText(s setting.Setting, v setting.Value) string {
	switch {
	case s.Kind == setting.Number:
		return strconv.Itoa(v.Number)
	case s.Kind == setting.Origins && len(v.Origins) == 0:
		return p.Text("setting_none")
	case s.Kind == setting.Origins:
		return strings.Join(v.Origins, ", ")
	case s.Kind == setting.Duty && v.Off:
		return p.Text("setting_suspended")
	case s.Kind == setting.Duty:
		return p.Text("setting_in_force")
	case v.Closed:
		return p.Text("setting_closed")
	default:
		return p.Text("setting_open")
	}
}

// settingPage is one setting in a form, with its history.
type settingPage struct {
	settingRow
	Area, AreaPath string
	Form           settingForm
	Error          string
	Min, Max       int
	MaxText        int
	MaxWhy         int
	Told           string // by the closed channel
	Environment    string // the server's value
	Former         string // what undoing brings back
	History        []changeRow
	Embed          Embed // beside the websites
}

// settingForm is the form as it was typed.
type settingForm struct {
	Seen    string // number of the newest change when the form was made
	Number  string
	Origins string // one a line
	Closed  bool
	Text    string
	Off     bool
	Reset   bool // give it back to the environment
	Why     string
	Sure    bool // asked a second time
}

var settingKinds = map[setting.Kind]string{setting.Number: "number", setting.Origins: "origins", setting.Closing: "closing", setting.Duty: "duty"}

// onSetting is a request about one setting.
type onSetting struct {
	w       http.ResponseWriter
	r       *http.Request
	who     auskunft.Account
	area    settingArea
	state   setting.State
	history []setting.Change
}

// about reads the setting that the path names. One of another area is not found: it may take
// another right.
func (p *pages) about(area settingArea, page func(onSetting)) frame.Page {
	return func(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
		key := setting.Key(r.PathValue("key"))
		if area.hasOne() {
			key = setting.AllowedOrigins
		}
		state, history, err := p.Settings.History(r.Context(), key)
		if err == nil && !slices.Contains(area.kinds, state.Kind) {
			err = auskunft.Errorf(auskunft.NotFound, "setting_unknown", "%s is not among %s", key, area.title)
		}
		if err != nil {
			p.Problem(w, r, err)
			return
		}
		page(onSetting{w, r, who, area, state, history})
	}
}

func (p *pages) setting(on onSetting) {
	v := on.state.Value
	p.showSetting(on, settingForm{Number: strconv.Itoa(v.Number), Origins: strings.Join(v.Origins, "\n"), Text: v.Text}, nil)
}

func (p *pages) showSetting(on onSetting, form settingForm, problem error) {
	state := on.state
	form.Seen = strconv.Itoa(state.Last.Number)
	page := settingPage{
		settingRow: p.settingRow(on.area, state), Area: p.Text(on.area.title), AreaPath: on.area.path, Form: form,
		Min: state.Min, Max: state.Max, MaxText: setting.MaxText, MaxWhy: setting.MaxWhy, Embed: p.Embed,
		Told: p.told(state.Key, state.Value.Text), Environment: p.valueText(state.Setting, state.Environment),
	}
	status := http.StatusOK
	if problem != nil {
		status, page.Error = web.StatusOf(problem), p.settingProblem(problem, form)
	}
	if len(on.history) > 0 {
		page.Former = p.wholeText(state.Setting, state.Former(on.history))
	}
	for _, c := range on.history {
		page.History = append(page.History, *p.changeRow(state.Setting, c))
	}
	title := page.Name
	if page.Path == page.AreaPath { // the area has this page alone, which is headed by its name
		title = page.Area
	}
	p.Show(on.w, on.r, status, "setting.html", on.who, title, page)
}

// told is what people read by a closed channel, "" for what is none.
func (p *pages) told(key setting.Key, text string) string {
	for _, c := range auskunft.Channels {
		switch err := auskunft.ClosedError(c, text); {
		case setting.Switch(c) != key:
		case c == auskunft.StaffChannel:
			return p.ErrorText(err)
		default:
			return p.Told(err)
		}
	}
	return ""
}

// settingProblem says what is wrong with a form, and with which line of it.
func (p *pages) settingProblem(problem error, form settingForm) string {
	text := p.ErrorText(problem)
	if auskunft.CodeOf(problem) == "setting_origin" {
		for _, line := range lines(form.Origins) {
			if _, err := config.Origin(line); err != nil {
				return "„" + line + "“: " + text
			}
		}
	}
	return text
}

// lines are the lines of a field that hold anything.
func lines(text string) (all []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

func readSettingForm(on onSetting) (form settingForm, seen int, err error) {
	if err := frame.ReadForm(on.w, on.r); err != nil {
		return form, 0, err
	}
	get := on.r.PostForm.Get
	if seen, err = strconv.Atoi(get("seen")); err != nil {
		return form, 0, auskunft.Errorf(auskunft.Invalid, "form", "no number of a change: %w", err)
	}
	return settingForm{
		Number: get("number"), Origins: get("origins"), Closed: get("closed") != "", Text: get("text"), Off: get("off") != "",
		Reset: get("reset") != "", Why: get("why"), Sure: get("sure") != "",
	}, seen, nil
}

// value is what the form sets a setting to, nil to give it back to the environment.
func (f settingForm) value(s setting.Setting) (*setting.Value, error) {
	if f.Reset {
		return nil, nil
	}
	v := setting.Value{Origins: lines(f.Origins), Closed: f.Closed, Text: f.Text, Off: f.Off}
	if s.Kind == setting.Number {
		n, err := strconv.Atoi(strings.TrimSpace(f.Number))
		if err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, "setting_number", "no number: %w", err)
		}
		v.Number = n
	}
	v, err := s.Check(v)
	return &v, err
}

func (p *pages) changeSetting(on onSetting) {
	form, seen, err := readSettingForm(on)
	if err != nil {
		p.Problem(on.w, on.r, err)
		return
	}
	value, err := form.value(on.state.Setting)
	if err != nil {
		p.showSetting(on, form, err)
		return
	}
	to := on.state.Environment
	if value != nil {
		to = *value
	}
	p.settle(on, form, to, func(by account.By) error {
		return p.Settings.Change(on.r.Context(), by, on.state.Key, seen, value)
	})
}

// undoSetting brings back what held before the newest change.
func (p *pages) undoSetting(on onSetting) {
	form, seen, err := readSettingForm(on)
	if err != nil {
		p.Problem(on.w, on.r, err)
		return
	}
	p.settle(on, form, on.state.Former(on.history), func(by account.By) error {
		return p.Settings.Undo(on.r.Context(), by, on.state.Key, seen)
	})
}

// settle makes a change to a value. One that takes away what people rely on is asked for a
// second time, once there is a reason for it.
func (p *pages) settle(on onSetting, form settingForm, to setting.Value, change func(account.By) error) {
	if !form.Sure && strings.TrimSpace(form.Why) != "" && on.state.Dangerous(on.state.Value, to) {
		p.askAgain(on, to)
		return
	}
	err := change(account.By{Who: on.who.Login, Why: form.Why})
	switch auskunft.KindOf(err) {
	case "":
		http.Redirect(on.w, on.r, on.area.pathOf(on.state.Key), http.StatusSeeOther)
	case auskunft.Invalid, auskunft.Conflict: // what somebody else has set meanwhile stands on the page
		p.showSetting(on, form, err)
	default:
		p.Problem(on.w, on.r, err)
	}
}

// surePage asks a second time, with what was typed.
type surePage struct {
	Name, Path, Back, Kind string
	Told                   string
	Fields                 map[string]string
}

func (p *pages) askAgain(on onSetting, to setting.Value) {
	page := surePage{
		Name: p.settingRow(on.area, on.state).Name, Path: on.r.URL.Path, Back: on.area.pathOf(on.state.Key), Kind: settingKinds[on.state.Kind],
		Told: p.told(on.state.Key, to.Text), Fields: map[string]string{},
	}
	for name := range on.r.PostForm {
		page.Fields[name] = on.r.PostForm.Get(name)
	}
	p.Show(on.w, on.r, http.StatusOK, "setting-sure.html", on.who, p.Text("setting_sure"), page)
}
