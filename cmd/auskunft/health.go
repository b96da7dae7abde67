package main

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"auskunft/internal/web"
)

// helpers are what answers are better with, and go on without.
func (d *desk) helpers() []web.Part {
	var parts []web.Part
	if d.model != nil {
		parts = append(parts, web.Part{Name: "language model", Check: d.model.Check})
	}
	if d.cfg.EmbedBaseURL != "" {
		parts = append(parts, web.Part{Name: "vectors", Check: d.search.CheckVectors})
	}
	if d.cfg.RerankBaseURL != "" {
		parts = append(parts, web.Part{Name: "rerank", Check: d.search.CheckRerank})
	}
	return parts
}

// metrics are what operators watch, of this process.
func (d *desk) metrics() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if d.model != nil {
		registry.MustRegister(d.model)
	}
	for _, part := range d.helpers() {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "auskunft_part_up", Help: "0 while answers do without a part that does not answer, as /readyz says.", ConstLabels: prometheus.Labels{"part": part.Name},
		}, func() float64 {
			if part.Check(context.Background()) != nil {
				return 0
			}
			return 1
		}))
	}
	return registry
}
