package auskunft

import "fmt"

// Channel is a way by which people and programs reach the answer desk. Each can be closed on
// its own, while the desk serves.
type Channel string

// The channels.
const (
	WidgetChannel Channel = "widget" // answers on the city's websites, and for programs that ask as the widget does
	PageChannel   Channel = "page"   // answers on the page /chat
	APIChannel    Channel = "api"    // search and suggestions for other programs
	MCPChannel    Channel = "mcp"    // the tools at /mcp
	StaffChannel  Channel = "staff"  // answers and drafts for staff; their search stays
)

// Channels lists them.
var Channels = []Channel{WidgetChannel, PageChannel, APIChannel, MCPChannel, StaffChannel}

// ClosedError is what somebody gets by a channel that is closed. text is what an
// administrator has written for them in German, "" for the usual words.
func ClosedError(c Channel, text string) error {
	return &Error{Kind: Closed, Code: "channel_closed", Text: text, Err: fmt.Errorf("the channel %s is closed", c)}
}
