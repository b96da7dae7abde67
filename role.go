package auskunft

import (
	"slices"
	"strings"
)

// Role is what somebody of the administration may do. A role implies no other; what each
// may do stands in one table in kb.
type Role string

// The roles.
const (
	StaffRole    Role = "staff"    // any employee: search, ask, flag
	AgentRole    Role = "agent"    // the service centre
	EditorRole   Role = "editor"   // writes articles
	ApproverRole Role = "approver" // releases what others wrote
	AdminRole    Role = "admin"    // sources, settings, accounts
	AuditorRole  Role = "auditor"  // reads the audit log
)

// Roles lists all roles.
var Roles = []Role{StaffRole, AgentRole, EditorRole, ApproverRole, AdminRole, AuditorRole}

// ParseRole reads a role's name.
func ParseRole(s string) (Role, error) {
	if r := Role(s); slices.Contains(Roles, r) {
		return r, nil
	}
	var names []string
	for _, r := range Roles {
		names = append(names, string(r))
	}
	return "", Errorf(Invalid, "role", "unknown role %q: use one of %s", s, strings.Join(names, ", "))
}

// Account is somebody who can sign in.
type Account struct {
	ID          int64
	Login       string
	Name        string
	Role        Role
	Departments []string
}

// Reader is what the account's holder may read: what is public, internal, and their own
// departments'. The zero Account is a visitor, who reads what is public.
func (a Account) Reader() Reader {
	if a.Role == "" {
		return PublicReader
	}
	reader := ReaderOf(Internal)
	for _, key := range a.Departments {
		reader = reader.With(DepartmentOnly(key))
	}
	return reader
}
