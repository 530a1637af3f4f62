package nodes

import (
	"context"
	"fmt"
	"strings"

	"pressgraph/ent/db"
	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/initiativename"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/topic"
	"pressgraph/ent/db/topicname"
	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/memory"
)

// Name is one of the names of a node.
type Name struct {
	Text   string
	Locale *string
	Kind   content.NameKind
}

// Names returns all names of the partner, as entered.
func (p *Partner) Names(ctx context.Context) ([]*Name, error) {
	return namesOf(ctx, p.in, p.ID, partnername.Table, partner.Table, func(ctx context.Context, ids []int64) (map[int64][]*Name, error) {
		rows, err := p.from.client.PartnerName.Query().Where(database.In(partnername.FieldPartnerID, ids)).
			Order(partnername.ByPosition()).All(ctx)
		return named(rows, err, func(n *db.PartnerName) (int64, *Name) {
			return n.PartnerID, &Name{n.Text, n.Locale, n.Kind}
		})
	})
}

// Names returns all names of the initiative, as entered.
func (i *Initiative) Names(ctx context.Context) ([]*Name, error) {
	return namesOf(ctx, i.in, i.ID, initiativename.Table, initiative.Table, func(ctx context.Context, ids []int64) (map[int64][]*Name, error) {
		rows, err := i.from.client.InitiativeName.Query().Where(database.In(initiativename.FieldInitiativeID, ids)).
			Order(initiativename.ByPosition()).All(ctx)
		return named(rows, err, func(n *db.InitiativeName) (int64, *Name) {
			return n.InitiativeID, &Name{n.Text, n.Locale, n.Kind}
		})
	})
}

// Names returns all names of the topic, as entered.
func (t *Topic) Names(ctx context.Context) ([]*Name, error) {
	return namesOf(ctx, t.in, t.ID, topicname.Table, topic.Table, func(ctx context.Context, ids []int64) (map[int64][]*Name, error) {
		rows, err := t.from.client.TopicName.Query().Where(database.In(topicname.FieldTopicID, ids)).
			Order(topicname.ByPosition()).All(ctx)
		return named(rows, err, func(n *db.TopicName) (int64, *Name) {
			return n.TopicID, &Name{n.Text, n.Locale, n.Kind}
		})
	})
}

// FirstNames cuts names to what a list without paging answers.
func FirstNames(all []*Name) []*Name { return all[:min(len(all), MaxUnpaged)] }

func namesOf[M any](
	ctx context.Context, in *loader.Cohort[M], id int64, table, owners string, read func(context.Context, []int64) (map[int64][]*Name, error),
) ([]*Name, error) {
	found, err := loader.Load(ctx, in, "names", id, func(ctx context.Context, members map[int64]M) (map[int64][]*Name, error) {
		return memory.Recall(ctx, table, ids(members), memory.Beside(table).AndByRow(owners), read)
	})
	if found == nil {
		found = []*Name{}
	}
	return found, err
}

func named[E any](rows []E, err error, split func(E) (int64, *Name)) (map[int64][]*Name, error) {
	if err != nil {
		return nil, wrapLoad("names", err)
	}
	answer := map[int64][]*Name{}
	for _, row := range rows {
		owner, name := split(row)
		answer[owner] = append(answer[owner], name)
	}
	return answer, nil
}

// Name returns the partner's name in the language asked for.
func (p *Partner) Name(ctx context.Context, locale *string) (string, error) {
	return nameIn(ctx, locale, p.Partner.Name, p.Names)
}

// Name returns the initiative's name in the language asked for.
func (i *Initiative) Name(ctx context.Context, locale *string) (string, error) {
	return nameIn(ctx, locale, i.Initiative.Name, i.Names)
}

// Name returns the topic's name in the language asked for.
func (t *Topic) Name(ctx context.Context, locale *string) (string, error) {
	return nameIn(ctx, locale, t.Topic.Name, t.Names)
}

func nameIn(
	ctx context.Context, locale *string, plain string, names func(context.Context) ([]*Name, error),
) (string, error) {
	if locale == nil {
		return plain, nil
	}
	all, err := names(ctx)
	if err != nil {
		return "", err
	}
	best := bestLocale(*locale, len(all), func(i int) string {
		if all[i].Locale == nil || all[i].Kind == content.NameKindFormer {
			return ""
		}
		return *all[i].Locale
	})
	if best < 0 {
		return plain, nil
	}
	return all[best].Text, nil
}

// Description returns what the partner is, in the language asked for.
func (p *Partner) Description(locale *string) *string { return textIn(locale, p.Descriptions) }

// Description returns what the initiative is, in the language asked for.
func (i *Initiative) Description(locale *string) *string { return textIn(locale, i.Descriptions) }

func textIn(locale *string, texts []content.LocalText) *string {
	if len(texts) == 0 {
		return nil
	}
	at := func(i int) string { return texts[i].Locale }
	best := -1
	if locale != nil {
		best = bestLocale(*locale, len(texts), at)
	}
	if best < 0 {
		best = max(bestLocale("en", len(texts), at), 0)
	}
	return &texts[best].Text
}

// bestLocale returns which of n texts is in the language wanted: the first in
// exactly it, else the first in a variant of the same language, else -1.
func bestLocale(wanted string, n int, at func(int) string) int {
	base, _, _ := strings.Cut(wanted, "-")
	variant := -1
	for i := range n {
		locale := at(i)
		if strings.EqualFold(locale, wanted) {
			return i
		}
		other, _, _ := strings.Cut(locale, "-")
		if variant < 0 && other != "" && strings.EqualFold(other, base) {
			variant = i
		}
	}
	return variant
}

// wrapped says what failed, if anything did.
func wrapped(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func wrapLoad(what string, err error) error { return fmt.Errorf("load %s: %w", what, err) }
