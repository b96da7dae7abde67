package staff

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/kb/staff/frame"
	"auskunft/kb/trial"
)

// copiedPath is told that somebody has copied what they searched for.
const copiedPath = searchPath + "/copied"

// Trial counts how long searches take with the answer beside the hits and without;
// *trial.Store does.
type Trial interface {
	Running(ctx context.Context) (trial.Trial, bool, error)
	Count(ctx context.Context, arm trial.Arm, took time.Duration, now time.Time) error
}

// trialView is a running trial on the search page. Which arm a search belongs to, the page's
// script draws at its first letter; without script nothing is measured.
type trialView struct {
	Why     string
	Few     int
	Arm     trial.Arm
	Without bool   // this search is shown without its answer
	Anyway  string // address of the search with it
}

// trial is the running trial, nil for none.
func (p *pages) trial(r *http.Request, form url.Values) (*trialView, error) {
	if p.Trial == nil {
		return nil, nil
	}
	running, ok, err := p.Trial.Running(r.Context())
	if err != nil || !ok {
		return nil, err
	}
	view := &trialView{Why: running.Why, Few: trial.Few, Arm: trial.Arm(form.Get("arm"))}
	view.Without = view.Arm == trial.Without
	view.Anyway = searchURL(strings.TrimSpace(form.Get("q")), filterOf(form), "answer")
	return view, nil
}

// copied counts a search that ended in copying. Who has searched, and for what, is not read.
func (p *pages) copied(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	if err := frame.ReadForm(w, r); err != nil {
		p.Problem(w, r, err)
		return
	}
	seconds, err := strconv.ParseFloat(r.PostForm.Get("seconds"), 64)
	if err != nil || !(seconds > 0 && seconds < 1e6) {
		seconds = 0 // not counted
	}
	if err := p.Trial.Count(r.Context(), trial.Arm(r.PostForm.Get("arm")), time.Duration(seconds*float64(time.Second)), p.Now()); err != nil {
		p.Problem(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
