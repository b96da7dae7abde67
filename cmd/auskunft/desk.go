package main

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"

	"auskunft/chat"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/chat/llm"
	"auskunft/ingest"
	"auskunft/internal/config"
	"auskunft/internal/jobs"
	"auskunft/internal/postgres"
	"auskunft/kb/article"
	"auskunft/kb/gap"
	"auskunft/kb/impact"
	"auskunft/kb/inbox"
	"auskunft/kb/notice"
	"auskunft/kb/pin"
	"auskunft/kb/setting"
	"auskunft/kb/testcase"
	"auskunft/retrieval"
	"auskunft/retrieval/catalog"
	"auskunft/retrieval/embed"
	"auskunft/retrieval/rerank"
)

// desk is the whole program, opened: what every command that touches texts works with.
type desk struct {
	cfg       config.Config
	log       *slog.Logger
	db        *postgres.DB
	ingest    *ingest.Pipeline
	search    *retrieval.Searcher
	catalogue *catalog.Catalogue
	store     *chat.Store
	inbox     *inbox.Store
	articles  *article.Store
	notices   *notice.Store
	pins      *pin.Store
	gaps      *gap.Store
	cases     *testcase.Store
	settings  *setting.Store
	chat      *chat.Desk
	trial     *impact.Desk // answers without a model and keeps nothing
	model     *llm.Model   // nil: none
}

type deskOptions struct {
	demoIfEmpty bool // load the demo town when there are no texts and no DATABASE_URL
	demo        bool // load the demo town, or bring it up to date
	logs        bool // as LOG_LEVEL says; else only what went wrong
}

// jobsAtOnce is how many batches a process prepares and stores at a time: one a core of the
// smallest server a city would use.
const jobsAtOnce = 2

// openDesk opens the database, brings its schema up to date, and loads the index.
func openDesk(s *surroundings, options deskOptions) (*desk, error) {
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	d := &desk{cfg: cfg, log: s.quiet()}
	if options.logs {
		d.log = s.log(cfg.LogLevel)
	}
	if err := d.open(s, options); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *desk) open(s *surroundings, options deskOptions) (err error) {
	ctx := s.ctx
	if d.db, err = openDatabase(ctx, d.cfg, d.log); err != nil {
		return err
	}
	endpoint, err := endpointEmbedder(ctx, d.cfg, d.db, d.log)
	if err != nil {
		return err
	}
	if err := ingest.EnsureVectors(ctx, d.db, endpoint); err != nil {
		return err
	}
	if d.settings, err = setting.Open(ctx, d.db, d.cfg, d.log); err != nil {
		return err
	}
	fetch := newFetcher(d.cfg)
	if d.ingest, err = ingest.New(d.db, ingest.Opener(fetch), endpoint, jobsAtOnce, d.log); err != nil {
		return err
	}
	d.ingest.CheckLinks(fetch)
	d.openInbox()
	if err := d.ingest.Upgrade(ctx); err != nil {
		return err
	}
	if err := d.loadDemo(s, options); err != nil {
		return err
	}
	if d.search, err = retrieval.Open(ctx, d.db, endpoint, d.log); err != nil {
		return err
	}
	reranker, err := newReranker(d.cfg)
	if err != nil {
		return err
	}
	d.search.SetReranker(reranker)
	d.catalogue = catalog.New(d.db)
	d.articles, d.notices, d.pins = article.New(d.db, d.ingest, demoAddress(d.cfg)), notice.New(d.db), pin.New(d.db, d.search)
	return d.openChat(ctx)
}

// openInbox prepares the inbox. Every process can work its mails, so that none is given up
// by one that cannot.
func (d *desk) openInbox() {
	queue, workers := d.ingest.Queue()
	smtp := inbox.SMTP{Server: d.cfg.SMTPServer, User: d.cfg.SMTPUser, Password: d.cfg.SMTPPassword.Reveal(), From: d.cfg.SMTPFrom, To: d.cfg.SMTPTo}
	river.AddWorker(workers, inbox.NewMailer(d.db, smtp))
	if smtp.Server == "" {
		d.inbox = inbox.New(d.db, nil)
	} else {
		d.inbox = inbox.New(d.db, queue)
	}
}

// openDatabase opens the database with a current schema. Jobs that a killed process left
// behind in a private cluster are free again at once.
func openDatabase(ctx context.Context, cfg config.Config, log *slog.Logger) (*postgres.DB, error) {
	db, err := postgres.Open(ctx, cfg, log)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	if db.Started() {
		if err := jobs.Release(ctx, db.App); err != nil {
			db.Close()
			return nil, err
		}
	}
	return db, nil
}

func (d *desk) openChat(ctx context.Context) error {
	town, err := loadTown(d.cfg)
	if err != nil {
		return err
	}
	composer, model, err := newComposer(d.cfg)
	if err != nil {
		return err
	}
	d.model = model
	d.store = chat.NewStore(d.db, d.cfg.QuestionLog)
	parts := chat.Parts{
		Searcher: d.search, Lexicon: d.search, Catalogue: d.catalogue, Composer: composer, Conversations: d.store, Pins: d.pins, Log: d.log,
	}
	if model != nil { // a nil *llm.Model in the interface would not be nil
		parts.Helper = model
	}
	if d.chat, err = chat.New(parts, town); err != nil {
		return err
	}
	d.gaps, d.cases = gap.New(d.db, d.search), testcase.New(d.db, guard.NewMasker(town.Public))
	d.trial, err = impact.NewDesk(d.chat, d.db, d.search)
	return err
}

// Close gives everything back, in the reverse order of opening.
func (d *desk) Close() {
	if d.db != nil {
		if err := d.db.Close(); err != nil {
			d.log.Warn("closing the database", "error", err)
		}
	}
}

// endpointEmbedder is the embedder that EMBED_BASE_URL names; nil without one.
func endpointEmbedder(ctx context.Context, cfg config.Config, db *postgres.DB, log *slog.Logger) (embed.Embedder, error) {
	if cfg.EmbedBaseURL == "" {
		return nil, nil
	}
	e, err := embed.OpenEndpoint(ctx, db, embed.EndpointConfig{
		BaseURL: cfg.EmbedBaseURL, Model: cfg.EmbedModel, Token: cfg.EmbedAPIKey.Reveal(),
		QuestionPrefix: cfg.EmbedQuestionPrefix, PassagePrefix: cfg.EmbedPassagePrefix, Log: log,
	})
	if err != nil {
		return nil, err // a nil *Endpoint in the interface would not be nil
	}
	return e, nil
}

// newReranker is the model that RERANK_BASE_URL names; nil without one.
func newReranker(cfg config.Config) (retrieval.Reranker, error) {
	if cfg.RerankBaseURL == "" {
		return nil, nil
	}
	e, err := rerank.New(rerank.Config{BaseURL: cfg.RerankBaseURL, Model: cfg.RerankModel, Token: cfg.RerankAPIKey.Reveal()})
	if err != nil {
		return nil, err // a nil *Endpoint in the interface would not be nil
	}
	return e, nil
}

// newComposer lets the model that LLM_BASE_URL names word answers. Without one they are
// extractive, and the model is nil.
func newComposer(cfg config.Config) (compose.Composer, *llm.Model, error) {
	if cfg.LLMBaseURL == "" {
		return compose.NewExtractive(), nil, nil
	}
	model, err := llm.New(llm.Config{
		BaseURL: cfg.LLMBaseURL, Model: cfg.LLMModel, Key: cfg.LLMAPIKey.Reveal(),
		Fallback: llm.Endpoint{BaseURL: cfg.LLMFallbackBaseURL, Model: cfg.LLMFallbackModel, Key: cfg.LLMFallbackAPIKey.Reveal()},
		Slots:    cfg.LLMSlots, Budget: cfg.LLMTimeout, Effort: cfg.LLMReasoning,
	})
	if err != nil {
		return nil, nil, err
	}
	composer := compose.NewModel(model)
	if cfg.LLMWording == config.FreeWording {
		composer.Freely()
	}
	if cfg.LLMJudge {
		composer.JudgedBy(compose.NewJudge(model))
	}
	return composer, model, nil
}
