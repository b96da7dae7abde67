package llm

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"auskunft"
)

// The codes of the Unavailable errors of a call.
const (
	CodeUnreachable = "llm_unreachable" // no connection, or it broke
	CodeTimeout     = "llm_timeout"     // no answer in time, or none that ended in time
	CodeStalled     = "llm_stalled"     // the stream stood still
	CodeTruncated   = "llm_truncated"   // the stream ended before the answer did
	CodeUnfinished  = "llm_unfinished"  // the model was stopped: token limit, content filter
	CodeBusy        = "llm_busy"        // too many requests, here or there
	CodeRefused     = "llm_refused"     // the endpoint does not accept our request or key
	CodeFailed      = "llm_failed"      // the endpoint reports an error, or speaks no OpenAI
)

var (
	errBudget  = auskunft.Errorf(auskunft.Unavailable, CodeTimeout, "the model does not end its answer in time")
	errCrowded = auskunft.Errorf(auskunft.Unavailable, CodeBusy, "no slot of the model became free in time")
	errIdle    = auskunft.Errorf(auskunft.Unavailable, CodeStalled, "nothing came from the model for too long")
)

// maxRetryAfter is the longest wait that a call takes upon itself when the endpoint asks
// for it; the citizen waits with it.
const maxRetryAfter = 3 * time.Second

// Busy is in the chain of a CodeBusy error from an endpoint that said when to come back.
type Busy struct{ RetryAfter time.Duration }

func (b *Busy) Error() string { return fmt.Sprintf("come back in %s", b.RetryAfter) }

func retryAfter(err error) time.Duration {
	if busy, ok := errors.AsType[*Busy](err); ok {
		return busy.RetryAfter
	}
	return 0
}

// statusError is the error of a response that is not 200, with the beginning of what the
// endpoint says about it.
func statusError(r *http.Response, body string) error {
	switch code := r.StatusCode; {
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		return auskunft.Errorf(auskunft.Unavailable, CodeBusy, "the endpoint answers %d: %s: %w", code, body, &Busy{readRetryAfter(r)})
	case code >= 500:
		return auskunft.Errorf(auskunft.Unavailable, CodeFailed, "the endpoint answers %d: %s", code, body)
	case code == http.StatusRequestTimeout:
		return auskunft.Errorf(auskunft.Unavailable, CodeTimeout, "the endpoint answers %d: %s", code, body)
	default:
		return auskunft.Errorf(auskunft.Unavailable, CodeRefused, "the endpoint answers %d: %s", code, body)
	}
}

// readRetryAfter reads seconds or a date; 0 when the server does not say.
func readRetryAfter(r *http.Response) time.Duration {
	value := r.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
