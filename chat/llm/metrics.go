package llm

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"auskunft"
)

// figures are what operators watch.
type figures struct {
	calls  *prometheus.CounterVec   // by endpoint and outcome
	time   *prometheus.HistogramVec // of calls that gave an answer, by endpoint
	wait   prometheus.Histogram
	tokens *prometheus.CounterVec // by kind
}

func newFigures() figures {
	seconds := []float64{.1, .25, .5, 1, 2, 4, 8, 15, 30, 60}
	return figures{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "auskunft_llm_calls_total", Help: "Calls of the language model, by endpoint and outcome: ok, or the code of what went wrong."}, []string{"endpoint", "outcome"}),
		time: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "auskunft_llm_seconds", Help: "Time of a call that gave an answer, without waiting for a slot.", Buckets: seconds}, []string{"endpoint"}),
		wait: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "auskunft_llm_wait_seconds", Help: "Time that a call waited for a slot.", Buckets: seconds}),
		tokens: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "auskunft_llm_tokens_total", Help: "Tokens as the endpoints count them."}, []string{"kind"}),
	}
}

var endpointNames = []string{"preferred", "fallback"}

func (f figures) waited(d time.Duration) { f.wait.Observe(d.Seconds()) }

func (f figures) called(endpoint int, started time.Time, r Result, err error) {
	name, outcome := endpointNames[endpoint], "ok"
	switch auskunft.KindOf(err) {
	case "":
		f.time.WithLabelValues(name).Observe(time.Since(started).Seconds())
	case auskunft.Unavailable:
		outcome = auskunft.CodeOf(err)
	default:
		outcome = "ended" // the asker left, or had all that was wanted
	}
	f.calls.WithLabelValues(name, outcome).Inc()
	f.tokens.WithLabelValues("prompt").Add(float64(r.PromptTokens))
	f.tokens.WithLabelValues("completion").Add(float64(r.CompletionTokens))
}

var (
	runningDesc = prometheus.NewDesc("auskunft_llm_running", "Calls of the language model that run now.", nil, nil)
	waitingDesc = prometheus.NewDesc("auskunft_llm_waiting", "Calls of the language model that wait for a slot now.", nil, nil)
	upDesc      = prometheus.NewDesc("auskunft_llm_up", "0 while an endpoint is left alone because it kept failing.", []string{"endpoint"}, nil)
)

// Describe is that of a prometheus.Collector.
func (m *Model) Describe(ch chan<- *prometheus.Desc) { prometheus.DescribeByCollect(m, ch) }

// Collect is that of a prometheus.Collector.
func (m *Model) Collect(ch chan<- prometheus.Metric) {
	running, waiting := m.queue.load()
	ch <- prometheus.MustNewConstMetric(runningDesc, prometheus.GaugeValue, float64(running))
	ch <- prometheus.MustNewConstMetric(waitingDesc, prometheus.GaugeValue, float64(waiting))
	for i, e := range m.endpoints {
		up := 1.0
		if e.breaker.Open() {
			up = 0
		}
		ch <- prometheus.MustNewConstMetric(upDesc, prometheus.GaugeValue, up, endpointNames[i])
	}
	for _, c := range []prometheus.Collector{m.figures.calls, m.figures.time, m.figures.wait, m.figures.tokens} {
		c.Collect(ch)
	}
}

// Check says which endpoints do not answer, by asking each for its models. An endpoint that
// does not list them answers all the same.
func (m *Model) Check(ctx context.Context) error {
	for i, e := range m.endpoints {
		if err := e.check(ctx); err != nil {
			return auskunft.Errorf(auskunft.Unavailable, CodeUnreachable, "the %s language model: %w", endpointNames[i], err)
		}
	}
	return nil
}

// probeTime is how long an endpoint may take to say what it serves.
const probeTime = 2 * time.Second

func (e *endpoint) check(ctx context.Context) error {
	if e.breaker.Open() {
		return fmt.Errorf("%s keeps failing", e.BaseURL)
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, e.BaseURL+"/models", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+e.Key)
	response, err := e.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxErrorBody)) // so that the connection can be used again
	if code := response.StatusCode; code >= http.StatusInternalServerError || code == http.StatusUnauthorized || code == http.StatusForbidden {
		return fmt.Errorf("%s answers %d", e.BaseURL, code)
	}
	return nil
}
