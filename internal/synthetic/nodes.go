package synthetic

import "pressgraph/internal/content"

func (p *plan) planTopics() {
	for i := range p.topics {
		p.topics[i] = topic{node: p.node(i, 60), names: p.text.topic(i)}
		p.topics[i].held = p.chance(50)
	}
}

func (p *plan) planPartners() {
	kinds := []content.PartnerKind{
		content.PartnerKindCompany, content.PartnerKindCompany, content.PartnerKindCompany, content.PartnerKindUniversity,
		content.PartnerKindUniversity, content.PartnerKindResearchInstitute, content.PartnerKindGovernment,
		content.PartnerKindFoundation, content.PartnerKindHospital, content.PartnerKindAssociation,
	}
	for i := range p.partners {
		kind := pick(p.rng, kinds)
		where := p.text.place()
		p.partners[i] = partner{
			node: p.node(i, 10), kind: kind, names: p.text.partner(i, kind, where),
			country: where.country, city: where.city, latest: -1, publicLatest: -1,
		}
		p.partners[i].held = p.chance(1)
	}
}

func (p *plan) planInitiatives() {
	kinds := content.InitiativeKind("").Values()
	statuses := content.InitiativeStatus("").Values()
	for i := range p.initiatives {
		kind := content.InitiativeKind(pick(p.rng, kinds))
		one := initiative{
			node: p.node(i, 10), kind: kind, names: p.text.initiative(i, kind),
			status: content.InitiativeStatus(pick(p.rng, statuses)),
		}
		if p.chance(90) {
			start := p.instant()
			one.started = p.dateOf(start)
			if p.chance(30) {
				one.ended = content.PartialDate(start.AddDate(1+p.rng.IntN(5), 0, 0).Format("2006"))
			}
		}
		if p.chance(30) {
			one.amount, one.currency = p.money(100_000_000)
		}
		for _, to := range p.distinct(topicsOfOne, func() int { return p.pickTopic.draw(p.rng) }) {
			one.topics = append(one.topics, link{p.id(), to})
		}
		one.participants = p.planParticipants(one.started)
		p.initiatives[i] = one
	}
}

// money draws an amount in ten-thousandths, below a number of whole units.
func (p *plan) money(below int64) (int64, string) {
	return (1 + p.rng.Int64N(below/1000)) * 1000 * 10_000, pick(p.rng, []string{"HKD", "HKD", "USD", "CNY", "EUR", "GBP"})
}

// planParticipants draws who takes part; now and then one in two roles.
func (p *plan) planParticipants(started content.PartialDate) []participation {
	roles := content.ParticipationRole("").Values()
	var all []participation
	for i, to := range p.distinct(participants, p.participant) {
		role := p.rng.IntN(len(roles))
		one := participation{link: link{p.id(), to}, role: content.ParticipationRole(roles[role]), since: started}
		if i == participants-1 && p.chance(20) {
			one.to, one.role = all[0].to, content.ParticipationRole(otherThan(string(all[0].role), roles, role))
		}
		if p.chance(20) {
			one.amount, one.currency = p.money(1_000_000)
		}
		all = append(all, one)
	}
	return all
}

// otherThan returns the word at an index, or the one after it.
func otherThan(taken string, words []string, at int) string {
	if words[at] == taken {
		at = (at + 1) % len(words)
	}
	return words[at]
}

// partner draws any but the hottest, which is 0.
func (p *plan) partner() int { return 1 + p.pickPartner.draw(p.rng) }

func (p *plan) participant() int {
	if p.chance(1) {
		return 0
	}
	return p.partner()
}

func (p *plan) planRelease(i int, at sortAt) {
	r := release{node: p.node(0, 0), chinese: p.chance(15), publisher: -1}
	if i > 0 && i%40 == 0 {
		// The one before, in the other language.
		first := &p.releases[i-1]
		first.group, r.group = first.id, first.id
		r.chinese = !first.chinese
	}
	p.dateRelease(&r, at)
	r.visible = !p.chance(draftShare)
	p.mentionPartners(&r)
	stages := content.AnnouncementStage("").Values()
	count := []int{0, 0, 1, 1, 1, 1, 1, 2, 2, 3}[p.rng.IntN(10)]
	for _, to := range p.distinct(count, func() int { return p.pickInitiative.draw(p.rng) }) {
		stage := content.AnnouncementStage(pick(p.rng, stages))
		r.announcements = append(r.announcements, announcement{link: link{p.id(), to}, stage: stage})
	}
	for _, to := range p.distinct(topicsOfOne, func() int { return p.pickTopic.draw(p.rng) }) {
		r.topics = append(r.topics, link{p.id(), to})
	}
	p.entitle(i, &r)
	p.releases[i] = r
}

// dateRelease gives the newest two thirds an instant. Some are known by month or
// year alone, in the order of a listing.
func (p *plan) dateRelease(r *release, at sortAt) {
	r.date = p.dateOf(r.created)
	switch r.date.Precision() {
	case content.PrecisionDay:
		if r.created.Year() > firstYear+years/3 {
			instant := r.created
			r.at = &instant
		}
	case content.PrecisionMonth, content.PrecisionYear:
		r.rank = p.rng.Int64N(1000)
	}
	r.sortAt = at(r.at, r.date)
}

func (p *plan) mentionPartners(r *release) {
	count := []int{2, 3, 3, 4}[p.rng.IntN(4)]
	hot := p.chance(hottestShare)
	named := p.distinct(count, p.partner)
	if hot {
		named[len(named)-1] = 0
		p.rng.Shuffle(len(named), func(a, b int) { named[a], named[b] = named[b], named[a] })
	}
	roles := content.MentionRole("").Values()
	for _, to := range named {
		r.mentions = append(r.mentions, mention{link: link{p.id(), to}, role: content.MentionRole(pick(p.rng, roles))})
	}
	if p.chance(70) {
		r.publisher = named[0]
	}
}

// entitle writes a title, and quotes it as evidence of what it names.
func (p *plan) entitle(i int, r *release) {
	language := 0
	if r.chinese {
		language = 1
	}
	first := p.partners[r.mentions[0].to].names[language]
	second := p.partners[r.mentions[min(1, len(r.mentions)-1)].to].names[language]
	what := ""
	if len(r.announcements) > 0 {
		what = p.initiatives[r.announcements[0].to].names[language]
	}
	r.title = p.text.title(language, first, second, what)
	r.mentions[0].quote = p.quote(i, r.title, first)
	if len(r.mentions) > 1 && p.chance(50) {
		r.mentions[1].quote = p.quote(i, r.title, second)
	}
	if what != "" {
		r.announcements[0].quote = p.quote(i, r.title, what)
	}
}

// quote finds what stands in a title; nil where it does not.
func (p *plan) quote(release int, title, text string) *quote {
	span, err := content.FindSpan(title, text, nil)
	if err != nil {
		return nil
	}
	return &quote{id: p.id(), release: release, text: text, span: span}
}

// quoteParticipants gives the first participation of some initiatives evidence
// in a release that reports it by name.
func (p *plan) quoteParticipants() {
	for i, r := range p.releases {
		if len(r.announcements) == 0 || !p.chance(50) {
			continue
		}
		one := &p.initiatives[r.announcements[0].to]
		if len(one.participants) > 0 && one.participants[0].quote == nil && r.announcements[0].quote != nil {
			one.participants[0].quote = p.quote(i, r.title, r.announcements[0].quote.text)
		}
	}
}
