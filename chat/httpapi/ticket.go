package httpapi

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// Hurdles in front of a request to people. They are low for a person and add up for a robot,
// and nobody has to tell street lights from bicycles.
const (
	// puzzleBits is how many zero bits a solution begins with. It takes 2^14 hashes on average:
	// about a second of a browser's script on a slow device, see docs/widget.md.
	puzzleBits = 14
	puzzleLife = 10 * time.Minute
	// formMinimum is less than it takes a person to look at the form and press its button.
	formMinimum = 3 * time.Second
	// formLife is long: WCAG 2.2.1 asks for twenty hours or a way to have more.
	formLife = 24 * time.Hour
)

// The kinds of tickets.
const (
	puzzleTicket = "puzzle"
	formTicket   = "form"
)

// tickets are what entitles somebody to hand a request over. A ticket is signed and says
// itself when it was issued: nothing is kept about it until it is used, which the inbox
// remembers. Its form is "kind.milliseconds.random.signature".
type tickets struct{ key []byte }

func (t tickets) issue(kind string, now time.Time) string {
	ticket := kind + "." + strconv.FormatInt(now.UnixMilli(), 36) + "." + rand.Text()
	return ticket + "." + t.sign(ticket)
}

// issued is when a ticket of a kind was issued; false when we never issued it.
func (t tickets) issued(kind, ticket string) (time.Time, bool) {
	dot := strings.LastIndexByte(ticket, '.')
	if dot < 0 || !hmac.Equal([]byte(t.sign(ticket[:dot])), []byte(ticket[dot+1:])) {
		return time.Time{}, false
	}
	parts := strings.Split(ticket, ".")
	ms, err := strconv.ParseInt(parts[1], 36, 64)
	return time.UnixMilli(ms), err == nil && parts[0] == kind
}

func (t tickets) sign(s string) string {
	mac := hmac.New(sha256.New, t.key)
	mac.Write([]byte(s))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// solved reports whether nonce is an answer to a challenge of ours that is not too old.
func (t tickets) solved(challenge, nonce string, now time.Time) bool {
	at, ok := t.issued(puzzleTicket, challenge)
	return ok && now.Before(at.Add(puzzleLife)) && zeroBits(challenge+":"+nonce) >= puzzleBits
}

// zeroBits is how many zero bits the SHA-256 of s begins with, counted up to 32.
func zeroBits(s string) int {
	sum := sha256.Sum256([]byte(s))
	return bits.LeadingZeros32(binary.BigEndian.Uint32(sum[:]))
}
