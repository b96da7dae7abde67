package xzufi

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"auskunft"
)

// The objects that are read. A specialisation of a service has the fields of a service.
const (
	serviceObject  = "leistung"
	specialObject  = "spezialisierung"
	unitObject     = "organisationseinheit"
	onlineObject   = "onlinedienst"
	resultOfAnswer = "ergebnis" // prefix of the objects of answer messages: "ergebnisLeistung"
)

var objectNames = []string{serviceObject, specialObject, unitObject, onlineObject}

// id is an identifier, which is unique only together with its scheme.
type id struct{ scheme, value string }

func (i id) String() string {
	if i.scheme == "" {
		return i.value
	}
	return i.scheme + ":" + i.value
}

func readID(n *node) id {
	if n == nil {
		return id{}
	}
	n.read = true
	var scheme []string
	for _, name := range []string{"schemeAgencyID", "schemeID"} {
		if v := n.attr(name); v != "" {
			scheme = append(scheme, v)
		}
	}
	return id{strings.Join(scheme, ":"), strings.TrimSpace(n.text)}
}

// message is one file with its place in the order of all messages.
type message struct {
	file        string
	created     string // RFC 3339, as sent
	transaction string
	position    int
	objects     []object
	deletes     []deletion
	unknown     []string
	err         error
}

// object is something that a message writes. Its text stays in the file.
type object struct {
	kind   string
	id     id
	file   string
	nth    int // it is object number nth of its file
	digest string
	langs  []string // of a service: the languages it has texts in
	with   []id     // the services that a unit is responsible for or an online service belongs to
	named  bool     // a unit of which no more than the name is known
}

// deletion removes an object; kind "" means whatever has the id.
type deletion struct {
	kind string
	id   id
}

// catalog is the state after all messages.
type catalog struct {
	services, units, online map[string]object   // by their whole ids
	unitsOf, onlineOf       map[string][]object // by the whole id of a service
	serviceIDs, unitIDs     map[string]int      // how many schemes use an id
	broken                  map[string]error    // by file
	incomplete              []string            // files whose content is unknown
	unknown                 map[string][]string // by file: what no object holds
}

// readAll reads all messages and applies them in order.
func (x *XZuFi) readAll(ctx context.Context) (*catalog, error) {
	files, err := x.files()
	if err != nil {
		return nil, err
	}
	var messages []message
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		messages = append(messages, x.readMessage(file))
	}
	c := &catalog{
		services: map[string]object{}, units: map[string]object{}, online: map[string]object{},
		broken: map[string]error{}, unknown: map[string][]string{},
	}
	refuseHalfTransactions(messages)
	slices.SortStableFunc(messages, func(a, b message) int {
		return cmp.Or(cmp.Compare(a.created, b.created), cmp.Compare(a.position, b.position), cmp.Compare(a.file, b.file))
	})
	for _, m := range messages {
		c.apply(m)
	}
	c.serviceIDs, c.unitIDs = countIDs(c.services), countIDs(c.units)
	c.unitsOf, c.onlineOf = byService(c.units), byService(c.online)
	return c, nil
}

func countIDs(objects map[string]object) map[string]int {
	count := map[string]int{}
	for _, o := range objects {
		count[o.id.value]++
	}
	return count
}

// byService lists the objects that name a service, in the order of their ids.
func byService(objects map[string]object) map[string][]object {
	out := map[string][]object{}
	for _, key := range slices.Sorted(maps.Keys(objects)) {
		for _, service := range objects[key].with {
			out[service.String()] = append(out[service.String()], objects[key])
		}
	}
	return out
}

// files lists the XML files of the place, sorted.
func (x *XZuFi) files() ([]string, error) {
	if x.single != "" {
		return []string{x.single}, nil
	}
	var files []string
	err := fs.WalkDir(x.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(entry.Name(), ".") && name != "."
		if entry.IsDir() && hidden {
			return fs.SkipDir
		}
		if !entry.IsDir() && !hidden && strings.EqualFold(path.Ext(name), ".xml") {
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the folder cannot be listed: %w", err)
	}
	return files, nil
}

// readMessage indexes one file; what is wrong with it is in err.
func (x *XZuFi) readMessage(file string) message {
	m := message{file: file}
	data, root, err := x.load(file)
	if err != nil {
		m.err = err
		return m
	}
	head := root.at("nachrichtenkopf")
	m.created = head.value("erstelltDatumZeit")
	if head != nil {
		head.readAll()
	}
	m.transaction = root.value("transaktionID")
	m.position, _ = strconv.Atoi(root.value("transaktionPosition"))
	m.deletes = deletions(root)
	for i, n := range objectNodes(root) {
		m.objects = append(m.objects, indexObject(n, file, i, data))
		n.readAll() // reported when it is fetched
	}
	linkOnline(m.objects)
	if head == nil && len(m.objects) == 0 && len(m.deletes) == 0 {
		m.err = auskunft.Errorf(auskunft.Invalid, "xzufi", "%s: <%s> is no XZuFi message that can be read", file, root.name)
		return m
	}
	m.unknown = root.unknown(root.name)
	return m
}

// objectNodes finds the objects of a message wherever its version puts them.
func objectNodes(root *node) []*node {
	var out []*node
	for _, c := range root.children {
		switch {
		case slices.Contains(objectNames, c.name):
			out = append(out, c)
		case c.name == "loesche":
			continue
		case strings.HasPrefix(c.name, resultOfAnswer) && len(c.find("id")) > 0 && len(objectNodes(c)) == 0:
			c.name = strings.ToLower(strings.TrimPrefix(c.name, resultOfAnswer))
			if slices.Contains(objectNames, c.name) {
				out = append(out, c)
			}
			continue
		default:
			found := objectNodes(c)
			if len(found) > 0 {
				c.read = true
			}
			out = append(out, found...)
			continue
		}
		c.read = true
	}
	return out
}

// deletions reads the ids below each <loesche>.
func deletions(root *node) []deletion {
	var out []deletion
	for _, l := range root.find("loesche") {
		for _, c := range l.children {
			c.read = true
			if c.name == "id" {
				out = append(out, deletion{"", readID(c)})
				continue
			}
			for _, n := range c.find("id") {
				out = append(out, deletion{c.name, readID(n)})
			}
		}
	}
	return out
}

// indexObject notes what the catalog has to know of an object.
func indexObject(n *node, file string, nth int, data []byte) object {
	sum := sha256.Sum256(data[n.from:n.to])
	o := object{kind: n.name, id: readID(n.at("id")), file: file, nth: nth, digest: hex.EncodeToString(sum[:8])}
	switch n.name {
	case unitObject:
		for _, z := range n.all("zustaendigkeit") {
			for _, s := range z.all("leistungID") {
				o.with = append(o.with, readID(s))
			}
		}
		o.named = !slices.ContainsFunc(unitDetails, func(name string) bool { return len(n.find(name)) > 0 })
	case serviceObject, specialObject:
		o.langs = textLanguages(n)
	}
	return o
}

// linkOnline tells online services which services they belong to. The format has no
// reference that is known here: it is the service with the same identifier, else the only
// one in the message.
func linkOnline(objects []object) {
	var services []id
	for _, o := range objects {
		if o.kind == serviceObject || o.kind == specialObject {
			services = append(services, o.id)
		}
	}
	for i := range objects {
		o := &objects[i]
		if o.kind != onlineObject {
			continue
		}
		for _, s := range services {
			if s.value == o.id.value || len(services) == 1 {
				o.with = append(o.with, s)
			}
		}
	}
}

// refuseHalfTransactions marks the messages of transactions of which a message is missing.
// Positions count from 1; a transaction that starts later is complete as far as it goes,
// because full dumps are cut into pieces.
func refuseHalfTransactions(messages []message) {
	positions := map[string][]int{}
	for _, m := range messages {
		if m.err == nil && m.transaction != "" && m.position > 0 {
			positions[m.transaction] = append(positions[m.transaction], m.position)
		}
	}
	for i := range messages {
		m := &messages[i]
		seen := positions[m.transaction]
		if m.err != nil || len(seen) == 0 {
			continue
		}
		first, last := slices.Min(seen), slices.Max(seen)
		for p := first; p <= last && m.err == nil; p++ {
			if !slices.Contains(seen, p) {
				m.err = auskunft.Errorf(auskunft.Invalid, "xzufi_transaction",
					"%s: message %d of the transaction %s is missing, so nothing of it was applied", m.file, p, m.transaction)
			}
		}
	}
}

// apply brings one message into the catalog.
func (c *catalog) apply(m message) {
	if m.err != nil {
		c.broken[m.file] = m.err
		if auskunft.CodeOf(m.err) != "xzufi" { // a file that is no message hides nothing
			c.incomplete = append(c.incomplete, m.file)
		}
		return
	}
	for _, d := range m.deletes {
		for kind, objects := range map[string]map[string]object{serviceObject: c.services, unitObject: c.units, onlineObject: c.online} {
			if d.kind == "" || d.kind == kind || d.kind == specialObject && kind == serviceObject {
				delete(objects, d.id.String())
			}
		}
	}
	for _, o := range m.objects {
		if o.id.value == "" {
			c.broken[m.file] = auskunft.Errorf(auskunft.Invalid, "xzufi_id", "%s: a %s has no id and was left out", m.file, o.kind)
			continue
		}
		switch o.kind {
		case unitObject:
			c.units[o.id.String()] = o
		case onlineObject:
			c.online[o.id.String()] = o
		default:
			c.services[o.id.String()] = o
		}
	}
	c.unknown[m.file] = m.unknown
}

// textLanguages are the languages in which a service has a name or a text, sorted.
func textLanguages(n *node) []string {
	langs := map[string]bool{}
	for _, m := range n.all("modulText") {
		for _, t := range m.all("inhalt") {
			if t.carries() {
				langs[language(t)] = true
			}
		}
	}
	out := make([]string, 0, len(langs))
	for l := range langs {
		out = append(out, l)
	}
	slices.Sort(out)
	return out
}

// language is the language of a text: "de" of "de-DE", and variants as they are named,
// such as "de-simple". Texts that say nothing are German.
func language(n *node) string {
	tag := strings.ToLower(strings.ReplaceAll(n.attr("languageCode"), "_", "-"))
	primary, variant, _ := strings.Cut(tag, "-")
	switch {
	case primary == "":
		return "de"
	case len(variant) <= 2 || len(variant) == 3 && variant[0] >= '0' && variant[0] <= '9':
		return primary // a region
	}
	return tag
}

// keyOf is the plain identifier where one scheme uses it only, else the whole one.
func keyOf(i id, schemes map[string]int) string {
	if schemes[i.value] > 1 {
		return i.String()
	}
	return i.value
}
