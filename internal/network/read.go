package network

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"entgo.io/ent/dialect"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// Read reads the network as it is now, in one transaction: six statements,
// whatever there is. 100,000 releases take about a second.
func Read(ctx context.Context, from *store.Store) (*Snapshot, error) {
	s := &Snapshot{slots: newSlots()}
	err := from.View(ctx, func(ctx context.Context, v *store.View) error {
		var err error
		if _, s.Version, err = v.Versions(ctx); err != nil {
			return err
		}
		r := reader{Snapshot: s, view: v, zone: from.Location(), scan: scanHint(from.Dialect())}
		for _, step := range []func(context.Context) error{
			r.readPartners, r.readReleases, r.readMentions, r.readInitiatives, r.readParticipations,
		} {
			if err := step(ctx); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the partner network: %w", err)
	}
	return s, nil
}

// reader fills a snapshot from one state of the database.
type reader struct {
	*Snapshot
	view *store.View
	zone *time.Location
	// scan follows the name of a table that is read as a whole.
	scan string
	// released and begun find releases and initiatives by id.
	released map[int64]int32
	begun    map[int64]int32
	// ends are the last days that initiatives lasted, by number; 0 where that is open.
	ends []int32
}

// scanHint keeps SQLite from following an index of what is visible from row to
// row of a table of which nearly all is; PostgreSQL knows better by itself.
func scanHint(dialectName string) string {
	if dialectName == dialect.SQLite {
		return " NOT INDEXED"
	}
	return ""
}

// all returns what readers see of a table that is read as a whole.
func (r *reader) all(table, alias string) string {
	return store.From(table, alias, access.Public).Beside("", r.scan).Where()
}

func (p partner) compare(other partner) int {
	return cmp.Or(bytes.Compare(p.key, other.key), cmp.Compare(p.id, other.id))
}

func (r *reader) readPartners(ctx context.Context) error {
	query := "SELECT p.id, p.name_sort" + r.all("partners", "p")
	err := r.view.Query(ctx, query, nil, func(row database.Row) error {
		var p partner
		err := row.Scan(&p.id, &p.key)
		r.partners = append(r.partners, p)
		return err
	})
	slices.SortFunc(r.partners, partner.compare)
	r.known = make(map[int64]int32, len(r.partners))
	for i, p := range r.partners {
		r.known[p.id] = int32(i) //nolint:gosec // as many as fit in memory
	}
	return err
}

func (r *reader) readReleases(ctx context.Context) error {
	r.released = map[int64]int32{}
	type row struct {
		release
		sortAt, rank, group int64
		language            int32
	}
	var rows []row
	tongues := map[string]int32{}
	query := "SELECT r.id, r.published_earliest, r.published_latest, r.sort_at, r.rank, COALESCE(r.translation_group, r.id), r.language" +
		r.all("releases", "r")
	err := r.view.Query(ctx, query, nil, func(from database.Row) error {
		var read row
		var language string
		err := from.Scan(&read.id, &read.on.from, &read.on.to, &read.sortAt, &read.rank, &read.group, &language)
		read.language = r.tongue(tongues, language)
		read.on = r.publication(read.on, read.sortAt)
		rows = append(rows, read)
		return err
	})
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(b.sortAt, a.sortAt), cmp.Compare(b.rank, a.rank), cmp.Compare(b.id, a.id))
	})
	groups := make([]int64, len(rows))
	for i, read := range rows {
		r.released[read.id] = int32(i) //nolint:gosec // as many as fit in memory
		r.releases = append(r.releases, read.release)
		r.languages = append(r.languages, read.language)
		groups[i] = read.group
	}
	r.translate(groups)
	return err
}

// tongue returns the place of a language, which is added where it is new.
func (r *reader) tongue(known map[string]int32, language string) int32 {
	place, ok := known[language]
	if !ok {
		place = int32(len(r.tongues)) //nolint:gosec // as many as fit in memory
		known[language] = place
		r.tongues = append(r.tongues, language)
	}
	return place
}

// translate tells the releases that are translations of one text from those
// that are the only one of theirs, by their groups: the id of the first of each.
func (r *reader) translate(groups []int64) {
	newest := map[int64]int32{}
	for i, group := range groups {
		if group != r.releases[i].id {
			newest[group] = alone
		}
	}
	r.texts, r.originals = make([]int32, len(groups)), make([]bool, len(groups))
	for i, group := range groups {
		text, several := newest[group]
		if several && text == alone {
			text = int32(i) //nolint:gosec // as many as fit in memory
			newest[group] = text
		}
		if !several {
			text = alone
		}
		r.texts[i] = text
		r.originals[i] = group == r.releases[i].id
	}
}

// publication returns when a release was published: its date, else the day of
// its instant.
func (r *reader) publication(on date, sortAt int64) date {
	if on.known() || sortAt == content.Undated {
		return on
	}
	return dateOf(content.DateOf(time.UnixMicro(sortAt), r.zone))
}

func (r *reader) readMentions(ctx context.Context) error {
	var named, together []pair[int32]
	query := "SELECT m.release_id, m.partner_id, CASE WHEN m.role = 'MENTIONED' THEN 0 ELSE 1 END" + r.all("mentions", "m")
	err := r.view.Query(ctx, query, nil, func(row database.Row) error {
		var releaseID, partnerID int64
		var ties int
		if err := row.Scan(&releaseID, &partnerID, &ties); err != nil {
			return err
		}
		release, seen := r.released[releaseID]
		partner, known := r.known[partnerID]
		if !seen || !known {
			return nil
		}
		named = append(named, pair[int32]{partner, release})
		if ties == 1 {
			together = append(together, pair[int32]{release, partner})
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.mention(named, together)
	return nil
}

// mention lists the releases that name each partner, and those that tie it.
func (r *reader) mention(named, together []pair[int32]) {
	r.named = gather(len(r.partners), named)
	for i := range int32(len(r.partners)) { //nolint:gosec // as many as fit in memory
		slices.Sort(r.named.of(i))
	}
	r.tied = turn(gather(len(r.releases), together), len(r.partners))
	r.together = turn(r.tied, len(r.releases))
}

func (r *reader) readInitiatives(ctx context.Context) error {
	r.begun = map[int64]int32{}
	query := "SELECT i.id, i.kind, i.status, i.ended_latest" + store.From("initiatives", "i", access.Public).Where() +
		" ORDER BY i.started_earliest DESC, i.id DESC"
	return r.view.Query(ctx, query, nil, func(row database.Row) error {
		var i initiative
		var end int32
		if err := row.Scan(&i.id, &i.kind, &i.status, &end); err != nil {
			return err
		}
		r.begun[i.id] = int32(len(r.initiatives)) //nolint:gosec // as many as fit in memory
		r.initiatives = append(r.initiatives, i)
		r.ends = append(r.ends, end)
		return nil
	})
}

func (r *reader) readParticipations(ctx context.Context) error {
	var parts []pair[part]
	query := "SELECT p.partner_id, p.initiative_id, p.status, p.public_known_earliest, p.public_known_latest, p.until_latest" +
		r.all("participations", "p")
	err := r.view.Query(ctx, query, nil, func(row database.Row) error {
		var partnerID, initiativeID int64
		var p part
		if err := row.Scan(&partnerID, &initiativeID, &p.status, &p.begin.from, &p.begin.to, &p.until); err != nil {
			return err
		}
		partner, known := r.known[partnerID]
		initiative, seen := r.begun[initiativeID]
		if !known || !seen {
			return nil
		}
		p.partner = partner
		if p.until == 0 {
			p.until = r.ends[initiative]
		}
		parts = append(parts, pair[part]{initiative, p})
		return nil
	})
	if err != nil {
		return err
	}
	r.join(parts)
	return nil
}

// join lists the participations, those of one partner in one initiative side by side.
func (r *reader) join(parts []pair[part]) {
	slices.SortFunc(parts, func(a, b pair[part]) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.value.partner, b.value.partner),
			a.value.begin.compare(b.value.begin), cmp.Compare(a.value.until, b.value.until), cmp.Compare(a.value.status, b.value.status))
	})
	r.parts = gather(len(r.initiatives), parts)
	var taken []pair[int32]
	for i, p := range parts {
		if i == 0 || p.row != parts[i-1].row || p.value.partner != parts[i-1].value.partner {
			taken = append(taken, pair[int32]{p.value.partner, p.row})
		}
	}
	r.taken = gather(len(r.partners), taken)
}
