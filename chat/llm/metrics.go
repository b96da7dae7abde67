package llm

import (
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
	upDesc      = prometheus.NewDesc("auskunft_llm_up", "0 while an endpoint does not answer.", []string{"endpoint"}, nil)
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
		if e.state() != nil {
			up = 0
		}
		ch <- prometheus.MustNewConstMetric(upDesc, prometheus.GaugeValue, up, endpointNames[i])
	}
	for _, c := range []prometheus.Collector{m.figures.calls, m.figures.time, m.figures.wait, m.figures.tokens} {
		c.Collect(ch)
	}
}
