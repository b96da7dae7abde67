package main

import (
	"auskunft/internal/postgres"
	"auskunft/kb/audit"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Check that the audit log is what was written, and print its end."`
}

type auditVerifyCmd struct {
	Noted string `help:"The end that an earlier call printed: checks that nothing up to there was changed or cut off."`
}

// Run checks the audit log.
func (c *auditVerifyCmd) Run(s *surroundings) error {
	var noted audit.Head
	if c.Noted != "" {
		var err error
		if noted, err = audit.ParseHead(c.Noted); err != nil {
			return err
		}
	}
	return withDatabase(s, func(db *postgres.DB) error {
		head, err := audit.New(db.App).Verify(s.ctx, noted)
		if err == nil {
			s.printf("%d entries, unbroken. Note the end elsewhere, to find out if the log is cut off later:\n%s\n", head.Seq, head)
		}
		return err
	})
}
