package main

import "auskunft/internal/postgres"

type migrateCmd struct{}

// Run brings the schema up to date and says at which version it is.
func (migrateCmd) Run(s *surroundings) error {
	return withDatabase(s, func(db *postgres.DB) error {
		applied, _, err := postgres.Versions(s.ctx, db.App)
		if err == nil {
			s.printf("The schema is at version %d, the newest.\n", applied)
		}
		return err
	})
}
