package httpd_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// pool is what there is of one kind, in the world of readers and outside of it.
type pool struct{ public, hidden []string }

func (p *pool) add(visible bool, text string) {
	switch {
	case text == "" || text == "null":
	case visible:
		p.public = append(p.public, text)
	default:
		p.hidden = append(p.hidden, text)
	}
}

// draw takes what readers see, now and then what they do not, and rarely
// something else.
func (p *pool) draw(random *rand.Rand, otherwise string) string {
	n := random.IntN(100)
	switch {
	case n < 74 && len(p.public) > 0:
		return p.public[random.IntN(len(p.public))]
	case n < 96 && len(p.hidden) > 0:
		return p.hidden[random.IntN(len(p.hidden))]
	}
	return otherwise
}

// values fills requests with what a newsroom holds, by what the places are
// called: it is a walk.Source.
type values struct {
	// ids and slugs are by type, and "" for all; texts are by column.
	ids, slugs, texts map[string]*pool
	dates, times      *pool
}

// valuesOf reads everything, the readers' world and the hidden one.
func (r *room) values() *values {
	v := &values{ids: map[string]*pool{}, slugs: map[string]*pool{}, texts: map[string]*pool{}, dates: &pool{}, times: &pool{}}
	for table, t := range map[string]content.NodeType{
		"releases": content.NodeRelease, "partners": content.NodePartner, "initiatives": content.NodeInitiative, "topics": content.NodeTopic,
		"participations": content.NodeParticipation, "revisions": content.NodeRevision, "suggestions": content.NodeSuggestion,
		"api_keys": content.NodeAPIKey,
	} {
		for _, row := range r.records(table, "TRUE") {
			v.take(t, row)
		}
	}
	for _, row := range r.records("merges", "TRUE") {
		put(v.ids, "Partner").add(word(row, "public") == "true", content.GlobalID(content.NodePartner, row.Number("duplicate_id")))
	}
	types := map[string]string{"releases": "Release", "partners": "Partner", "initiatives": "Initiative", "topics": "Topic"}
	for _, row := range r.records("former_slugs", "TRUE") {
		put(v.slugs, types[word(row, "entity")]).add(word(row, "public") == "true", word(row, "slug"))
	}
	for _, t := range []string{"partner", "initiative", "topic"} {
		for _, row := range r.records(t+"_names", "TRUE") {
			put(v.texts, "name").add(v.shows(t, row.Number(t+"_id")), word(row, "text"))
		}
	}
	for _, p := range []map[string]*pool{v.ids, v.slugs, v.texts, {"": v.dates, "-": v.times}} {
		for _, each := range p {
			// A map hands its rows out in any order.
			slices.Sort(each.public)
			slices.Sort(each.hidden)
		}
	}
	return v
}

func put(into map[string]*pool, name string) *pool {
	if into[name] == nil {
		into[name] = &pool{}
	}
	return into[name]
}

// take takes in a row of a node.
func (v *values) take(t content.NodeType, row store.Record) {
	visible := word(row, "visible") == "true"
	put(v.ids, t.String()).add(visible, content.GlobalID(t, row.ID()))
	put(v.ids, "").add(visible, content.GlobalID(t, row.ID()))
	put(v.slugs, t.String()).add(visible, word(row, "slug"))
	for _, column := range []string{"title", "country", "language", "funding_currency", "contribution_currency"} {
		name := column[strings.Index(column, "_")+1:]
		put(v.texts, name).add(visible, word(row, column))
	}
	for _, column := range []string{"published_on", "started_on", "ended_on", "since", "until"} {
		v.dates.add(visible, word(row, column))
	}
	for _, column := range []string{"published_at", "public_updated_at"} {
		v.times.add(visible, word(row, column))
	}
}

// shows tells whether readers see a node that was taken in.
func (v *values) shows(noun string, id int64) bool {
	for t := content.NodeRelease; t <= content.NodeTopic; t++ {
		if strings.EqualFold(t.String(), noun) {
			return slices.Contains(put(v.ids, t.String()).public, content.GlobalID(t, id))
		}
	}
	return false
}

// Value implements walk.Source.
func (v *values) Value(scalar string, path []string, wrong bool, random *rand.Rand) any {
	if wrong {
		return []any{"", "nonsense", "\x00", "2021-13-45", "-1", 7, -3.5, true, strings.Repeat("長", 300), nil, "%_\\"}[random.IntN(11)]
	}
	switch scalar {
	case "ID":
		made := content.GlobalID(one4(random, content.NodeRelease, content.NodePartner, content.NodeInitiative, content.NodeTopic), random.Int64N(1<<62)+1)
		return put(v.ids, typeIn(path)).draw(random, made)
	case "Int":
		if len(path) == 1 {
			return random.IntN(6) // an argument, which is bounded more often than not
		}
		return one4(random, random.IntN(6), random.IntN(30), 2014+random.IntN(12), -1)
	case "Float":
		return float64(random.IntN(100)) / 100
	case "Boolean":
		return random.IntN(2) == 0
	case "Time":
		return v.times.draw(random, "2026-01-05T09:00:00Z")
	case "Date":
		return day(v.dates.draw(random, "2020-02-29"))
	case "PartialDate":
		date := v.dates.draw(random, "2020")
		return date[:min(len(date), one4(random, 4, 7, 10, 10))]
	case "Decimal":
		return fmt.Sprintf("%d.5", random.IntN(1_000_000))
	case "Locale":
		return one4(random, "en", "zh-Hant", "zh", "fr")
	case "CountryCode":
		return put(v.texts, "country").draw(random, "DE")
	case "URL":
		return "https://example.org/"
	case "Cursor":
		return "AAAA"
	}
	return v.text(path, random)
}

func one4[V any](random *rand.Rand, a, b, c, d V) V { return []V{a, b, c, d}[random.IntN(4)] }

func day(date string) string { return date + "-01-01"[max(0, len(date)-4):] }

// typeIn is the type that a path speaks of, the end of it rather than the beginning.
func typeIn(path []string) string {
	for _, place := range slices.Backward(path) {
		place = strings.ToLower(place)
		best, at := "", -1
		for _, noun := range []string{"Release", "Partner", "Initiative", "Topic", "Participation"} {
			if i := strings.LastIndex(place, strings.ToLower(noun)); i > at {
				best, at = noun, i
			}
		}
		if best != "" {
			return best
		}
		if strings.Contains(place, "focus") || strings.Contains(place, "linkfilter.without") {
			return "Partner"
		}
	}
	return ""
}

// text is a text of the kind that a path asks for; of what is searched, words.
func (v *values) text(path []string, random *rand.Rand) string {
	whole := strings.ToLower(strings.Join(path, " "))
	last := path[len(path)-1]
	from := put(v.texts, one4(random, "title", "title", "name", "name"))
	search := false
	switch {
	case strings.Contains(whole, "slug"):
		from = put(v.slugs, typeIn(path))
	case strings.Contains(whole, "currency"):
		from = put(v.texts, "currency")
	case strings.Contains(whole, "country"):
		from = put(v.texts, "country")
	case strings.Contains(whole, "language"):
		from = put(v.texts, "language")
	case strings.Contains(whole, "title"):
		from = put(v.texts, "title")
	case strings.Contains(whole, "name"):
		from = put(v.texts, "name")
	default:
		search = true
	}
	text := from.draw(random, "nothing")
	runes := []rune(text)
	switch {
	case search:
		return searched(strings.Fields(text), random)
	case strings.HasSuffix(last, ".contains"):
		begin := random.IntN(len(runes))
		return string(runes[begin:min(len(runes), begin+1+random.IntN(4))])
	case strings.HasSuffix(last, ".startsWith"):
		return string(runes[:1+random.IntN(min(4, len(runes)))])
	}
	return text
}

// searched is what somebody looks for by some words of a text.
func searched(fields []string, random *rand.Rand) string {
	word := func() string { return fields[random.IntN(len(fields))] }
	runes := []rune(word())
	switch random.IntN(6) {
	case 0:
		return word() + " " + word()
	case 1:
		return `"` + strings.Join(fields[:min(len(fields), 2)], " ") + `"`
	case 2:
		return word() + " -" + word()
	case 3:
		return string(runes[:1+len(runes)/2]) + "*"
	case 4:
		return string(runes[:min(2, len(runes))])
	}
	return word()
}
