package account

import (
	"slices"

	"auskunft"
)

// Action is something that people do with a page or an interface.
type Action string

// The actions. Each handler names the one it needs when it is registered.
const (
	Enter          Action = "enter"           // sign in and out, load style and script
	UseDesk        Action = "desk"            // the citizens' desk: ask, search, rate, ask for a person
	Search         Action = "search"          // search as staff
	Ask            Action = "ask"             // get a cited answer as staff
	Reply          Action = "reply"           // draft a reply to a citizen's letter
	Flag           Action = "flag"            // report a gap or an error, say what helped
	SeeRights      Action = "rights"          // see this table
	ReadInbox      Action = "inbox_read"      // see what citizens left for a person
	AnswerInbox    Action = "inbox_answer"    // take, answer and close it
	SeeSources     Action = "sources_see"     // where texts come from, runs, documents, passages
	ChangeSources  Action = "sources_change"  // add, run, plan, remove
	SeeFindings    Action = "findings_see"    // what is wrong with texts
	SettleFindings Action = "findings_settle" // take it off the list with a reason
	SeeGaps        Action = "gaps"            // questions that nobody could answer well
	WorkGaps       Action = "gaps_work"       // assign and settle them, write articles and test cases for them
	DraftArticle   Action = "article_draft"   // write, and hand in for review
	ReviewArticle  Action = "article_review"  // comment on what others wrote, send it back
	PublishArticle Action = "article_publish" // release what others wrote
	ArchiveArticle Action = "article_archive"
	SetNotices     Action = "notices" // dated messages on top of answers
	SetPins        Action = "pins"    // fixed answers for questions
	SeeStatistics  Action = "statistics"
	ChangeSettings Action = "settings"
	CloseChannel   Action = "channel" // the kill switch
	ManageAccounts Action = "accounts"
	ManageTokens   Action = "tokens" // of other programs
	ReadAudit      Action = "audit"
	SeePrivacy     Action = "privacy" // what is kept how long, and the data-protection document
	SeeHealth      Action = "health"  // what works and what does not
)

// Visitor is the role of who is not signed in: the zero Account's.
const Visitor auskunft.Role = ""

// Roles are the table's columns.
var Roles = append([]auskunft.Role{Visitor}, auskunft.Roles...)

// Permission is a row of the table: who may do what.
type Permission struct {
	Action Action
	Roles  []auskunft.Role
}

// Permissions is the table. It is the only place where a role is given a right, and what
// the page /staff/rechte shows. A role implies no other. What is missing may not be done.
var Permissions = []Permission{
	{Enter, Roles},
	{UseDesk, Roles},
	{Search, auskunft.Roles},
	{Ask, auskunft.Roles},
	{Flag, auskunft.Roles},
	{SeeRights, auskunft.Roles},
	{Reply, of(staff, agent, editor, approver)},
	{ReadInbox, of(agent)},
	{AnswerInbox, of(agent)},
	{SeeFindings, of(editor, approver, admin, auditor)},
	{SettleFindings, of(editor, approver, admin)},
	{SeeGaps, of(editor, approver)},
	{WorkGaps, of(editor, approver)},
	{DraftArticle, of(editor, approver)},
	{ReviewArticle, of(editor, approver)},
	{PublishArticle, of(approver)}, // never one's own: the database sees to that
	{ArchiveArticle, of(approver)},
	{SetNotices, of(editor, approver, admin)},
	{SetPins, of(approver)},
	{SeeSources, of(editor, approver, admin, auditor)},
	{ChangeSources, of(admin)}, // what a source brings is what citizens are told
	{SeeStatistics, of(editor, approver, admin, auditor)},
	{ChangeSettings, of(admin)},
	{CloseChannel, of(approver, admin)},
	{ManageAccounts, of(admin)},
	{ManageTokens, of(admin)},
	{ReadAudit, of(admin, auditor)},
	{SeePrivacy, of(admin, auditor)},
	{SeeHealth, of(admin)},
}

const (
	staff    = auskunft.StaffRole
	agent    = auskunft.AgentRole
	editor   = auskunft.EditorRole
	approver = auskunft.ApproverRole
	admin    = auskunft.AdminRole
	auditor  = auskunft.AuditorRole
)

func of(roles ...auskunft.Role) []auskunft.Role { return roles }

// May reports whether role may do action.
func May(role auskunft.Role, action Action) bool {
	return slices.ContainsFunc(Permissions, func(p Permission) bool {
		return p.Action == action && slices.Contains(p.Roles, role)
	})
}

// privilege orders roles for people whose groups give them several: the later wins. An
// auditor who is also something else acts as that, because auditing oneself proves nothing.
var privilege = of(staff, auditor, agent, editor, approver, admin)
