package factcheck

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Read reads an export. Of every row it takes what editors entered, and nothing
// that the program worked out from it.
func Read(from io.Reader) (*World, error) {
	r := reader{
		World: &World{}, zone: time.UTC, partners: map[int64]*Partner{}, initiatives: map[int64]*Initiative{}, topics: map[int64]*Topic{},
		releases: map[int64]*Release{}, tables: map[string][]record{},
	}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var line struct {
			Table string
			Row   record
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("read an export: %w", err)
		}
		r.tables[line.Table] = append(r.tables[line.Table], line.Row)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read an export: %w", err)
	}
	for _, step := range []func() error{r.settings, r.nodes, r.dates, r.relations} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("read an export: %w", err)
		}
	}
	return r.World, nil
}

// record is a row of an export: columns that hold nothing are null.
type record map[string]json.RawMessage

func get[T any](r record, column string) T {
	var v T
	if len(r[column]) > 0 {
		// What is of another type stays zero, and is told by what follows from it.
		_ = json.Unmarshal(r[column], &v)
	}
	return v
}

func (r record) id(column string) int64    { return get[int64](r, column) }
func (r record) text(column string) string { return get[string](r, column) }

func (r record) money(name string) *Money {
	if r.text(name+"_currency") == "" {
		return nil
	}
	m := &Money{Currency: r.text(name + "_currency"), Qualifier: "EXACT"}
	m.Amount.SetInt64(r.id(name + "_amount"))
	if q := r.text(name + "_qualifier"); q != "" {
		m.Qualifier = q
	}
	return m
}

// reader makes a world of the rows of an export.
type reader struct {
	*World
	zone        *time.Location
	tables      map[string][]record
	partners    map[int64]*Partner
	initiatives map[int64]*Initiative
	topics      map[int64]*Topic
	releases    map[int64]*Release
}

func (r *reader) settings() error {
	for _, row := range r.tables["meta"] {
		if row.text("key") != "timeZone" {
			continue
		}
		zone, err := time.LoadLocation(row.text("value"))
		if err != nil {
			return fmt.Errorf("the time zone: %w", err)
		}
		r.zone = zone
	}
	return nil
}

func (r *reader) nodes() error {
	for _, row := range r.tables["partners"] {
		p := &Partner{ID: row.id("id"), Slug: row.text("slug"), Kind: row.text("kind"), Country: row.text("country"), Held: get[bool](row, "held")}
		r.partners[p.ID] = p
		r.Partners = append(r.Partners, p)
	}
	for _, row := range r.tables["initiatives"] {
		i := &Initiative{
			ID: row.id("id"), Slug: row.text("slug"), Kind: row.text("kind"), Status: row.text("status"),
			Funding: row.money("funding"), Held: get[bool](row, "held"),
		}
		r.initiatives[i.ID] = i
		r.Initiatives = append(r.Initiatives, i)
	}
	for _, row := range r.tables["topics"] {
		t := &Topic{ID: row.id("id"), Slug: row.text("slug"), Held: get[bool](row, "held")}
		r.topics[t.ID] = t
		r.Topics = append(r.Topics, t)
	}
	for _, row := range r.tables["releases"] {
		p := &Release{
			ID: row.id("id"), Slug: row.text("slug"), Kind: row.text("kind"), Status: row.text("status"), Language: row.text("language"),
			Text: row.id("translation_group"), Publisher: r.partners[row.id("publisher_id")],
		}
		if p.Text == 0 {
			p.Text = p.ID
		}
		r.releases[p.ID] = p
		r.Releases = append(r.Releases, p)
	}
	return nil
}

// dates reads dates and parents.
func (r *reader) dates() (err error) {
	parse := func(row record, column string) Date {
		d, wrong := ParseDate(row.text(column))
		if wrong != nil {
			err = wrong
		}
		return d
	}
	for i, row := range r.tables["partners"] {
		r.Partners[i].Parent = r.partners[row.id("parent_id")]
	}
	for i, row := range r.tables["topics"] {
		r.Topics[i].Parent = r.topics[row.id("parent_id")]
	}
	for i, row := range r.tables["initiatives"] {
		n := r.Initiatives[i]
		n.Parent = r.initiatives[row.id("parent_id")]
		n.Started, n.Ended = parse(row, "started_on"), parse(row, "ended_on")
	}
	for i, row := range r.tables["releases"] {
		n := r.Releases[i]
		n.On = parse(row, "published_on")
		if at := get[*time.Time](row, "published_at"); at != nil && !n.On.Known() {
			n.On = Date{day(at.In(r.zone)), day(at.In(r.zone))}
		}
	}
	return err
}

func (r *reader) relations() (err error) {
	for _, row := range r.tables["mentions"] {
		r.Mentions = append(r.Mentions, &Mention{row.id("id"), r.releases[row.id("release_id")], r.partners[row.id("partner_id")], row.text("role")})
	}
	for _, row := range r.tables["announcements"] {
		r.Announcements = append(r.Announcements, &Announcement{
			row.id("id"), r.releases[row.id("release_id")], r.initiatives[row.id("initiative_id")], row.text("stage"),
		})
	}
	for _, row := range r.tables["participations"] {
		p := &Participation{
			ID: row.id("id"), Partner: r.partners[row.id("partner_id")], Initiative: r.initiatives[row.id("initiative_id")],
			Role: row.text("role"), Status: row.text("status"), Gift: row.money("contribution"),
		}
		for column, to := range map[string]*Date{"since": &p.Since, "until": &p.Until} {
			d, wrong := ParseDate(row.text(column))
			if wrong != nil {
				err = wrong
			}
			*to = d
		}
		r.Participations = append(r.Participations, p)
	}
	for _, row := range r.tables["evidence"] {
		r.Evidence = append(r.Evidence, &Evidence{
			r.releases[row.id("release_id")], row.id("mention_id"), row.id("announcement_id"), row.id("participation_id"),
		})
	}
	for _, row := range r.tables["release_topics"] {
		r.ReleaseTopics = append(r.ReleaseTopics, &Tag{Topic: r.topics[row.id("topic_id")], Release: r.releases[row.id("release_id")]})
	}
	for _, row := range r.tables["initiative_topics"] {
		r.Tags = append(r.Tags, &Tag{Topic: r.topics[row.id("topic_id")], Initiative: r.initiatives[row.id("initiative_id")]})
	}
	return err
}
