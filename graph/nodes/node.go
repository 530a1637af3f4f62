package nodes

import (
	"time"

	"pressgraph/ent/db"
	"pressgraph/graph/loader"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
)

// Node is an object that can be fetched again by its id.
type Node interface{ IsNode() }

// Addressable is a node with an address of its own.
type Addressable interface {
	Node
	IsAddressable()
}

// Release is a release as the viewer sees it.
type Release struct {
	*db.Release
	from *Loaders
	in   *loader.Cohort[*Release]
}

// Partner is a partner as the viewer sees it.
type Partner struct {
	*db.Partner
	from *Loaders
	in   *loader.Cohort[*Partner]
}

// Initiative is an initiative as the viewer sees it.
type Initiative struct {
	*db.Initiative
	from *Loaders
	in   *loader.Cohort[*Initiative]
}

// Topic is a topic as the viewer sees it.
type Topic struct {
	*db.Topic
	from *Loaders
	in   *loader.Cohort[*Topic]
}

// Participation is a participation as the viewer sees it.
type Participation struct {
	*db.Participation
	from *Loaders
	in   *loader.Cohort[*Participation]
}

// Evidence is a quote as the viewer sees it.
type Evidence struct {
	*db.Evidence
	from *Loaders
	in   *loader.Cohort[*Evidence]
}

// IsNode marks a node.
func (*Release) IsNode() {}

// IsAddressable marks a node with an address.
func (*Release) IsAddressable() {}

// IsNode marks a node.
func (*Partner) IsNode() {}

// IsAddressable marks a node with an address.
func (*Partner) IsAddressable() {}

// IsNode marks a node.
func (*Initiative) IsNode() {}

// IsAddressable marks a node with an address.
func (*Initiative) IsAddressable() {}

// IsNode marks a node.
func (*Topic) IsNode() {}

// IsAddressable marks a node with an address.
func (*Topic) IsAddressable() {}

// IsNode marks a node.
func (*Participation) IsNode() {}

// GlobalID returns the id that the API answers.
func (r *Release) GlobalID() string { return content.GlobalID(content.NodeRelease, r.ID) }

// AppendGlobalID appends the id as JSON.
func (r *Release) AppendGlobalID(b []byte) []byte { return appendID(b, content.NodeRelease, r.ID) }

// GlobalID returns the id that the API answers.
func (p *Partner) GlobalID() string { return content.GlobalID(content.NodePartner, p.ID) }

// AppendGlobalID appends the id as JSON.
func (p *Partner) AppendGlobalID(b []byte) []byte { return appendID(b, content.NodePartner, p.ID) }

// GlobalID returns the id that the API answers.
func (i *Initiative) GlobalID() string { return content.GlobalID(content.NodeInitiative, i.ID) }

// AppendGlobalID appends the id as JSON.
func (i *Initiative) AppendGlobalID(b []byte) []byte {
	return appendID(b, content.NodeInitiative, i.ID)
}

// GlobalID returns the id that the API answers.
func (t *Topic) GlobalID() string { return content.GlobalID(content.NodeTopic, t.ID) }

// AppendGlobalID appends the id as JSON.
func (t *Topic) AppendGlobalID(b []byte) []byte { return appendID(b, content.NodeTopic, t.ID) }

// GlobalID returns the id that the API answers.
func (p *Participation) GlobalID() string { return content.GlobalID(content.NodeParticipation, p.ID) }

// AppendGlobalID appends the id as JSON.
func (p *Participation) AppendGlobalID(b []byte) []byte {
	return appendID(b, content.NodeParticipation, p.ID)
}

func appendID(b []byte, t content.NodeType, id int64) []byte {
	return append(content.AppendGlobalID(append(b, '"'), t, id), '"')
}

// SeenUpdatedAt returns the newest change that the viewer can see.
func (r *Release) SeenUpdatedAt() time.Time {
	return seen(r.from, r.UpdatedAt, r.PublicUpdatedAt).UTC()
}

// SeenUpdatedAt returns the newest change that the viewer can see.
func (p *Partner) SeenUpdatedAt() time.Time {
	return seen(p.from, p.UpdatedAt, p.PublicUpdatedAt).UTC()
}

// SeenUpdatedAt returns the newest change that the viewer can see.
func (i *Initiative) SeenUpdatedAt() time.Time {
	return seen(i.from, i.UpdatedAt, i.PublicUpdatedAt).UTC()
}

// SeenUpdatedAt returns the newest change that the viewer can see.
func (t *Topic) SeenUpdatedAt() time.Time {
	return seen(t.from, t.UpdatedAt, t.PublicUpdatedAt).UTC()
}

// SeenReleaseCount returns how many releases name it, as far as the viewer sees.
func (p *Partner) SeenReleaseCount() int { return seen(p.from, p.ReleaseCount, p.PublicReleaseCount) }

// SeenInitiativeCount returns how many initiatives it takes part in, as far as the viewer sees.
func (p *Partner) SeenInitiativeCount() int {
	return seen(p.from, p.InitiativeCount, p.PublicInitiativeCount)
}

// SeenLatestReleaseOn returns the date of the newest release that names it, as far as the viewer sees.
func (p *Partner) SeenLatestReleaseOn() *content.PartialDate {
	return seen(p.from, p.LatestReleaseOn, p.PublicLatestReleaseOn)
}

// SeenPartnerCount returns how many partners take part in it, as far as the viewer sees.
func (i *Initiative) SeenPartnerCount() int {
	return seen(i.from, i.PartnerCount, i.PublicPartnerCount)
}

// SeenReleaseCount returns how many releases report it, as far as the viewer sees.
func (i *Initiative) SeenReleaseCount() int {
	return seen(i.from, i.ReleaseCount, i.PublicReleaseCount)
}

// SeenReleaseCount returns how many releases are about it, as far as the viewer sees.
func (t *Topic) SeenReleaseCount() int { return seen(t.from, t.ReleaseCount, t.PublicReleaseCount) }

func (r *Release) seenPartnerCount() int { return seen(r.from, r.PartnerCount, r.PublicPartnerCount) }

func (r *Release) seenInitiativeCount() int {
	return seen(r.from, r.InitiativeCount, r.PublicInitiativeCount)
}

// seen picks the life of a value that the request sees.
func seen[V any](l *Loaders, all, public V) V {
	if l.world == access.Everything {
		return all
	}
	return public
}

// Money is an amount in one currency.
type Money struct {
	// Amount is an exact decimal number.
	Amount    string
	Currency  string
	Qualifier content.AmountQualifier
}

func moneyOf(amount *content.Amount, currency *string, qualifier *content.AmountQualifier) *Money {
	if amount == nil || currency == nil {
		return nil
	}
	m := &Money{Amount: amount.String(), Currency: *currency, Qualifier: content.AmountExact}
	if qualifier != nil {
		m.Qualifier = *qualifier
	}
	return m
}

// Funding returns the money in the initiative.
func (i *Initiative) Funding() *Money {
	return moneyOf(i.FundingAmount, i.FundingCurrency, i.FundingQualifier)
}

// Contribution returns what the partner puts in.
func (p *Participation) Contribution() *Money {
	return moneyOf(p.ContributionAmount, p.ContributionCurrency, p.ContributionQualifier)
}
