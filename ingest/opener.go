package ingest

import (
	"auskunft/ingest/source"
	"auskunft/internal/safehttp"
)

// Opener opens places of all kinds; what they fetch from elsewhere goes through client.
func Opener(client *safehttp.Client) source.Opener {
	return func(place source.Place) (source.Source, error) {
		place.Client = client
		return source.Open(place)
	}
}
