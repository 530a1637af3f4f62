package synthetic

import (
	"fmt"
	"slices"

	"pressgraph/internal/content"
)

// names are the names of nodes of one kind: in English, then in Chinese.
func (p *plan) names(of string, size int, node func(i int) (int64, word)) table {
	locales := word{"en", "zh-Hant"}
	return table{of + "_names", columns("id " + of + "_id position text text_fold locale kind"), 2 * size,
		each(2*size, func(i int) []any {
			owner, names := node(i / 2)
			text := names[i%2]
			return []any{p.id(), owner, i % 2, text, content.Fold(text), locales[i%2], string(content.NameKindOfficial)}
		})}
}

func (p *plan) identifierTable() table {
	const every = 5
	size := (len(p.partners) + every - 1) / every
	return table{"identifiers", columns("id partner_id position scheme value"), size, each(size, func(i int) []any {
		return []any{p.id(), p.partners[i*every].id, 0, string(content.SchemeWikidata), fmt.Sprintf("Q%d", 1_000_000+i)}
	})}
}

func (p *plan) mentionTable() table {
	size := 0
	for _, r := range p.releases {
		size += len(r.mentions)
	}
	names := columns("id release_id partner_id position role visible sort_at rank")
	return table{"mentions", names, size, func(yield func([]any) bool) {
		for r := range p.byID {
			for i, m := range r.mentions {
				if !yield([]any{m.id, r.id, p.partners[m.to].id, i, string(m.role), r.visible, r.sortAt, r.rank}) {
					return
				}
			}
		}
	}}
}

func (p *plan) announcementTable() table {
	size := 0
	for _, r := range p.releases {
		size += len(r.announcements)
	}
	names := columns("id release_id initiative_id position stage visible sort_at rank")
	return table{"announcements", names, size, func(yield func([]any) bool) {
		for r := range p.byID {
			for i, a := range r.announcements {
				if !yield([]any{a.id, r.id, p.initiatives[a.to].id, i, string(a.stage), r.visible, r.sortAt, r.rank}) {
					return
				}
			}
		}
	}}
}

func (p *plan) participationTable() table {
	size := 0
	for _, n := range p.initiatives {
		size += len(n.participants)
	}
	names := columns("id partner_id initiative_id position role status visible started pair_first public_pair_first " +
		"known_earliest known_latest known_basis public_known_earliest public_known_latest public_known_basis " +
		"since since_earliest since_latest contribution_amount contribution_currency")
	return table{"participations", names, size, func(yield func([]any) bool) {
		for _, n := range p.initiatives {
			for i, part := range n.participants {
				started := dateColumns(n.started)[1]
				row := concat([]any{part.id, p.partners[part.to].id, n.id, i, string(part.role), string(content.ParticipationStatusActive),
					part.visible, started, part.first, part.publicFirst},
					part.known.columns(), part.publicKnown.columns(), dateColumns(part.since), []any{orNil(part.amount), orNil(part.currency)})
				if !yield(row) {
					return
				}
			}
		}
	}}
}

func (k known) columns() []any {
	return []any{k.on.Earliest(), k.on.Latest(), orNil(string(k.basis))}
}

func (p *plan) releaseTopicTable() table {
	size := 0
	for _, r := range p.releases {
		size += len(r.topics)
	}
	names := columns("id release_id topic_id position visible sort_at rank")
	return table{"release_topics", names, size, func(yield func([]any) bool) {
		for r := range p.byID {
			for i, t := range r.topics {
				if !yield([]any{t.id, r.id, p.topics[t.to].id, i, r.visible, r.sortAt, r.rank}) {
					return
				}
			}
		}
	}}
}

func (p *plan) initiativeTopicTable() table {
	size := 0
	for _, n := range p.initiatives {
		size += len(n.topics)
	}
	names := columns("id initiative_id topic_id position visible started")
	return table{"initiative_topics", names, size, func(yield func([]any) bool) {
		for _, n := range p.initiatives {
			for i, t := range n.topics {
				if !yield([]any{t.id, n.id, p.topics[t.to].id, i, n.visible, dateColumns(n.started)[1]}) {
					return
				}
			}
		}
	}}
}

// stated is evidence with the relation that it is for.
type stated struct {
	*quote
	mention, announcement, participation int64
	visible                              bool
}

func (p *plan) evidenceTable() table {
	size := 0
	p.eachQuote(func(stated) bool { size++; return true })
	names := columns("id release_id mention_id announcement_id participation_id section quote start end visible")
	return table{"evidence", names, size, func(yield func([]any) bool) {
		p.eachQuote(func(s stated) bool {
			r := p.releases[s.release]
			return yield([]any{s.id, r.id, orNil(s.mention), orNil(s.announcement), orNil(s.participation),
				string(content.SectionTitle), s.text, s.span.Start, s.span.End, r.visible && s.visible})
		})
	}}
}

// eachQuote calls one for all evidence until it returns false.
func (p *plan) eachQuote(one func(stated) bool) {
	for r := range p.byID {
		for _, m := range r.mentions {
			if m.quote != nil && !one(stated{quote: m.quote, mention: m.id, visible: r.visible}) {
				return
			}
		}
		for _, a := range r.announcements {
			if a.quote != nil && !one(stated{quote: a.quote, announcement: a.id, visible: r.visible}) {
				return
			}
		}
	}
	for _, s := range p.participantQuotes() {
		if !one(s) {
			return
		}
	}
}

// participantQuotes returns the evidence for participations, that of one release together.
func (p *plan) participantQuotes() []stated {
	var all []stated
	for _, n := range p.initiatives {
		for _, part := range n.participants {
			if part.quote != nil {
				all = append(all, stated{quote: part.quote, participation: part.id, visible: part.visible})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b stated) int { return p.earlier(a.release, b.release) })
	return all
}

func (p *plan) summary() Summary {
	s := Summary{
		Releases: len(p.releases), Partners: len(p.partners), Initiatives: len(p.initiatives), Topics: len(p.topics),
		Mentions: p.mentionTable().size, Announcements: p.announcementTable().size, Participations: p.participationTable().size,
	}
	p.eachQuote(func(stated) bool { s.Evidence++; return true })
	return s
}
