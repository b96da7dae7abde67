# Auskunft. `make help` lists what there is; CONTRIBUTING.md says when to use it.

.DEFAULT_GOAL := help
.PHONY: help run run-llm build test test-all bench lint generate generate-check demo-check evals screenshots tools clean

# Pinned, and run from the module cache: nothing is installed.
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME    ?= 8s

# The staff pages' style and script, built from npm packages and embedded into the binary.
STAFF         := kb/staff/frame/static/staff.css
STAFF_SOURCES := $(shell find kb/staff internal/bundle \( -name node_modules -o -name static \) -prune -o -type f -not -name "*_test.go" -print)
GO_FILES       = $(shell find . -name node_modules -prune -o -name '*.go' -print)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## start everything with a demo town on http://localhost:8080
	@url=$$(scripts/postgres) && DATABASE_URL="$${url:-$$DATABASE_URL}" exec bin/auskunft demo

# The model babbles: it shows the way of a question, not how good answers can be.
run-llm: build ## the same with a real model server: llama.cpp with tiny models made of the demo's texts
	@url=$$(scripts/postgres) && DATABASE_URL="$${url:-$$DATABASE_URL}" \
		go run ./chat/llm/tiny demo/services -- bin/auskunft demo

build: $(STAFF) ## bin/auskunft
	go build -o bin/auskunft ./cmd/auskunft

$(STAFF): $(STAFF_SOURCES)
	go run ./internal/bundle staff
	@touch $@

# What takes longest begins first: at the end, alone, it would leave a processor idle for minutes.
LONG = ./cmd/auskunft ./widget ./kb/staff/...

test: tools $(STAFF) ## all tests but the long ones, at most 12 minutes
	go test -short -timeout 15m $(LONG) ./...

# A test InBulk is long by how much it does, not by how much happens at once: the detector
# would see nothing in it and take ten times as long. Only the packages that have one are built
# for it. What go test vets, lint vets, too, and once.
BULK = $(shell grep -rlE --include='*_test.go' --exclude-dir=node_modules '^func Test.*InBulk' . | xargs -n 1 dirname | sort -u)

test-all: tools $(STAFF) ## every test, all but those in bulk with the race detector, then fuzzing; at most 45 minutes
	go test -vet=off -race -skip 'InBulk$$' -timeout 30m $(LONG) ./...
	go test -vet=off -run 'InBulk$$' -timeout 30m ./cmd/auskunft $(BULK)
	scripts/fuzz $(FUZZTIME)

# What tests need and cannot bring along. They run against servers of their own, so a
# container or DATABASE_URL is no help.
tools:
	@url=$$(DATABASE_URL= scripts/postgres) && if [ -n "$$url" ]; then \
		echo 'The tests need PostgreSQL and pgvector installed here, not in a container.' >&2; exit 1; fi
	@scripts/testtools

bench: tools $(STAFF) ## all benchmarks; close everything else first
	go test -run '^$$' -bench . -benchmem -timeout 60m ./...
	go -C retrieval/bench test -run '^$$' -bench . -benchtime 1x -timeout 60m . -args -plot $(CURDIR)/docs/performance-search.svg

lint: ## gofmt, vet, staticcheck, shellcheck
	@unformatted=$$(gofmt -l $(GO_FILES)); if [ -n "$$unformatted" ]; then \
		echo "not formatted (gofmt -w):" $$unformatted; exit 1; fi
	go vet ./...
	go -C retrieval/bench vet .
	go run $(STATICCHECK) ./...
	@command -v shellcheck >/dev/null || { echo 'shellcheck is missing: apt-get install shellcheck, or brew install shellcheck'; exit 1; }
	shellcheck scripts/* .ci/run

generate: ## write everything that is written by programs
	go generate ./...
	go run ./internal/bundle

# Compares with the state before, not with the last commit: it must work while one edits.
generate-check: ## fail when a committed file is not what its generator writes
	@before=$$(git diff | git hash-object --stdin) && $(MAKE) --no-print-directory generate && \
	if [ "$$before" != "$$(git diff | git hash-object --stdin)" ]; then \
		echo 'Generated files were stale; commit what make generate has written now:'; git diff --stat; exit 1; fi

demo-check: $(STAFF) ## the demo town's texts: complete, consistent, readable
	go test -count=1 ./demo/...

# Says in every figure which commit it was measured at; EVALS=--update makes a new baseline.
evals: $(STAFF) ## measure published sets and the demo town, report to var/evals, hold against the baseline
	go build -buildvcs=auto -o bin/auskunft ./cmd/auskunft
	@url=$$(scripts/postgres) && DATABASE_URL="$${url:-$$DATABASE_URL}" exec bin/auskunft eval all \
		--gate evals/baseline.json $(EVALS) demo/cases/demo-dev.yaml

screenshots: tools $(STAFF) ## docs/screenshots and the pictures of the guides, from the browser tests
	AUSKUNFT_SCREENSHOTS=$(CURDIR)/docs/screenshots go test -count=1 -timeout 15m -p 1 ./widget/... ./kb/staff/... ./demo/home ./cmd/...
	cp docs/screenshots/widget.png docs/screenshots/editors-*.png docs/

clean: ## delete what was built; the data folder stays
	rm -rf bin $(STAFF) internal/bundle/node_modules
