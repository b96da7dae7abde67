package setting

import "time"

// SetHeal lets a test not wait long for what nobody was told of.
func (s *Store) SetHeal(d time.Duration) { s.heal = d }
