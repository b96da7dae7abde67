package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"auskunft"
	"auskunft/internal/web"
)

type serveCmd struct{}

// Run serves until it is told to stop.
func (serveCmd) Run(s *surroundings) error {
	d, err := openDesk(s, deskOptions{logs: true})
	if err != nil {
		return err
	}
	defer d.Close()
	if d.cfg.DSFAReference == "" {
		d.log.Warn("no data-protection impact assessment is recorded: auskunft export dsfa writes what it needs; then set DSFA_REFERENCE to its reference")
	}
	return d.serve(s.ctx, nil, nil)
}

// serve answers on the configured addresses until ctx ends. site, which may be nil, is
// served where nothing else is; ready, which may be nil, is called with the address once
// requests are taken.
func (d *desk) serve(ctx context.Context, site http.Handler, ready func(address string) error) error {
	listener, err := listen("LISTEN", d.cfg.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	var metrics net.Listener // on an address of its own, which a city does not publish
	if d.cfg.MetricsListen != "off" {
		if metrics, err = listen("METRICS_LISTEN", d.cfg.MetricsListen); err != nil {
			return err
		}
		defer metrics.Close()
	}
	sessions, err := d.sessions()
	if err != nil {
		return err
	}
	handler, err := d.handler(sessions, site)
	if err != nil {
		return err
	}
	if err := d.articles.Readdress(ctx); err != nil {
		return err
	}
	if err := d.ingest.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	defer d.ingest.Stop()
	if ready != nil {
		if err := ready(listener.Addr().String()); err != nil {
			return err
		}
	}
	debug.FreeOSMemory() // loading needed several times what is kept; an idle desk should not hold it
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { d.search.Follow(ctx); return nil })
	group.Go(func() error { d.settings.Follow(ctx); return nil })
	group.Go(func() error { d.ingest.RunSchedule(ctx); return nil })
	group.Go(func() error { newKeeper(d.cfg, d.db, d.log).Work(ctx); return nil })
	group.Go(func() error { d.publishDue(ctx); return nil })
	group.Go(func() error { d.learn(ctx); return nil })
	if provider := sessions.Provider; provider != nil {
		group.Go(func() error { provider.Connect(ctx); return nil })
	}
	if metrics != nil {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.HandlerFor(d.metrics(), promhttp.HandlerOpts{}))
		group.Go(func() error { return web.Serve(ctx, metrics, mux, d.log) })
	}
	if d.model != nil {
		group.Go(func() error { d.model.Watch(ctx, d.log); return nil })
	}
	group.Go(func() error { return web.Serve(ctx, listener, handler, d.log) })
	return group.Wait()
}

// listen opens an address; the error says which variable to change.
func listen(variable, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Unavailable, "listen", "%s: cannot listen on %s, is another program using it? Set %s to another address, such as :8081: %w", variable, address, variable, err)
	}
	return l, nil
}

// publishEvery is how late a planned article may appear or go.
const publishEvery = time.Minute

// publishDue publishes articles whose time has come and retires those whose time is over.
func (d *desk) publishDue(ctx context.Context) {
	for {
		if err := d.articles.Due(ctx, time.Now()); err != nil && ctx.Err() == nil {
			d.log.ErrorContext(ctx, "planned articles could not be published or retired", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(publishEvery):
		}
	}
}

// learnEvery is how long after a question, or a release, the gaps know of it.
const learnEvery = 10 * time.Second

// learn groups what people asked in vain, and asks again what a release may have answered.
func (d *desk) learn(ctx context.Context) {
	for {
		if err := d.learnOnce(ctx); err != nil && ctx.Err() == nil {
			d.log.ErrorContext(ctx, "gaps are not up to date", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(learnEvery):
		}
	}
}

func (d *desk) learnOnce(ctx context.Context) error {
	if err := d.search.CatchUp(ctx); err != nil { // what was released a moment ago is to be found
		return err
	}
	now := time.Now()
	return errors.Join(d.gaps.Group(ctx), d.gaps.Follow(ctx, d.trial, now), d.cases.Run(ctx, d.trial, now), d.gaps.Expire(ctx, now))
}

type workerCmd struct{}

// Run works background jobs until it is told to stop.
func (workerCmd) Run(s *surroundings) error {
	d, err := openDesk(s, deskOptions{logs: true})
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.ingest.Start(context.WithoutCancel(s.ctx)); err != nil {
		return err
	}
	d.ingest.RunSchedule(s.ctx)
	d.ingest.Stop()
	return nil
}

// localURL is how somebody at this machine reaches an address that is listened on.
func localURL(address string) string {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return "http://" + address
	}
	return "http://localhost:" + port
}
