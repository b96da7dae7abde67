package embed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxResponse bounds the bytes read of one response: some thousand vectors of 4,096 numbers.
const maxResponse = 64 << 20

// doer is the HTTP client under langchaingo. It bounds what it reads, turns "busy" into
// an error that says how long to wait, and puts the vectors into the order of the request:
// langchaingo ignores the index that the protocol gives each of them.
type doer struct {
	client *http.Client
}

// busyError is a response that asks to come again later.
type busyError struct {
	status int
	after  time.Duration // 0 when the endpoint does not say
}

func (e *busyError) Error() string { return fmt.Sprintf("endpoint is busy (status %d)", e.status) }

// wait is what the endpoint asks for, at most half a minute, or a second, two, four.
func (e *busyError) wait(attempt int) time.Duration {
	if e.after > 0 {
		return min(e.after, 30*time.Second)
	}
	return time.Second << (attempt - 1)
}

// brokenError is a connection that broke before there was a whole response.
type brokenError struct{ err error }

func (e *brokenError) Error() string { return e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

// refusedError is a response that will not be another one the next time: the texts are too
// long, or something is wrong with the request or the model. Servers do not agree on a status.
type refusedError struct {
	status int
	said   string
}

func (e *refusedError) Error() string {
	return fmt.Sprintf("endpoint refuses the request (status %d): %s", e.status, e.said)
}

func (d *doer) Do(request *http.Request) (*http.Response, error) {
	response, err := d.client.Do(request)
	if err != nil {
		return nil, &brokenError{err}
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
		return nil, &busyError{response.StatusCode, time.Duration(max(0, seconds)) * time.Second}
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxResponse+1))
	if err != nil {
		return nil, &brokenError{err}
	}
	if len(body) > maxResponse {
		return nil, fmt.Errorf("response is larger than %d bytes", maxResponse)
	}
	switch response.StatusCode {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusInternalServerError:
		return nil, &refusedError{response.StatusCode, firstLine(body)}
	case http.StatusOK:
		if body, err = ordered(body); err != nil {
			return nil, err
		}
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// firstLine is what fits into a log of what an endpoint says.
func firstLine(body []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(strings.ToValidUTF8(string(body), "")), "\n")
	return line[:min(len(line), 200)]
}

// ordered returns the response with its vectors sorted by their index. Endpoints that leave
// the index out mean the order they send.
func ordered(body []byte) ([]byte, error) {
	type vector struct {
		Index     int             `json:"index"`
		Embedding json.RawMessage `json:"embedding"`
	}
	var response struct {
		Data []vector `json:"data"`
	}
	if err := json.Unmarshal(body, &response); err != nil {
		return nil, fmt.Errorf("response is no list of embeddings: %w", err)
	}
	indexed := slices.ContainsFunc(response.Data, func(v vector) bool { return v.Index != 0 })
	if !indexed {
		return body, nil
	}
	slices.SortFunc(response.Data, func(a, b vector) int { return a.Index - b.Index })
	for i, v := range response.Data {
		if v.Index != i {
			return nil, fmt.Errorf("response has no vector with index %d", i)
		}
	}
	return json.Marshal(response)
}
