package kit

import (
	"context"
	"reflect"
	"strings"

	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
)

// The inputs of the newsroom with types, so that tests are checked by the compiler.
// They hold what tests need; the tag node is the type of the nodes that ids name.
type (
	// CreatePartnerInput is a new partner.
	CreatePartnerInput struct {
		Kind         content.PartnerKind
		Slug         *string
		Names        []NameInput
		Country      *string
		City         *string
		Website      *string
		Descriptions []LocalTextInput
		Logo         *ImageInput
		Identifiers  []IdentifierInput
		Parent       *int64 `node:"partner"`
		Public       bool
	}
	// UpdatePartnerInput changes a partner.
	UpdatePartnerInput struct {
		Kind         input.Field[content.PartnerKind]
		Slug         input.Field[string]
		Names        input.Field[[]NameInput]
		Country      input.Field[string]
		City         input.Field[string]
		Website      input.Field[string]
		Descriptions input.Field[[]LocalTextInput]
		Logo         input.Field[ImageInput]
		Identifiers  input.Field[[]IdentifierInput]
		Parent       input.Field[int64] `node:"partner"`
		Public       input.Field[bool]
	}
	// CreateInitiativeInput is a new initiative.
	CreateInitiativeInput struct {
		Kind         content.InitiativeKind
		Slug         *string
		Names        []NameInput
		Status       content.InitiativeStatus `optional:"true"`
		Descriptions []LocalTextInput
		StartedOn    *string
		EndedOn      *string
		Funding      *MoneyInput
		Parent       *int64  `node:"initiative"`
		Topics       []int64 `node:"topic"`
		Participants []ParticipationInput
		Public       bool
	}
	// UpdateInitiativeInput changes an initiative.
	UpdateInitiativeInput struct {
		Kind         input.Field[content.InitiativeKind]
		Slug         input.Field[string]
		Names        input.Field[[]NameInput]
		Status       input.Field[content.InitiativeStatus]
		Descriptions input.Field[[]LocalTextInput]
		StartedOn    input.Field[string]
		EndedOn      input.Field[string]
		Funding      input.Field[MoneyInput]
		Parent       input.Field[int64]   `node:"initiative"`
		Topics       input.Field[[]int64] `node:"topic"`
		Participants input.Field[[]ParticipationInput]
		Public       input.Field[bool]
	}
	// CreateTopicInput is a new topic.
	CreateTopicInput struct {
		Slug   *string
		Names  []NameInput
		Parent *int64 `node:"topic"`
	}
	// UpdateTopicInput changes a topic.
	UpdateTopicInput struct {
		Slug   input.Field[string]
		Names  input.Field[[]NameInput]
		Parent input.Field[int64] `node:"topic"`
	}
	// CreateReleaseInput is a new release.
	CreateReleaseInput struct {
		Kind          content.ReleaseKind
		Language      string
		Title         string
		Slug          *string
		Summary       *string
		Body          *string
		PublishedOn   *string
		HeroImage     *ImageInput
		SourceURL     *string
		Publisher     *int64  `node:"partner"`
		TranslationOf *int64  `node:"release"`
		Topics        []int64 `node:"topic"`
		Partners      []MentionInput
		Initiatives   []AnnouncementInput
	}
	// UpdateReleaseInput changes a release.
	UpdateReleaseInput struct {
		Kind          input.Field[content.ReleaseKind]
		Language      input.Field[string]
		Title         input.Field[string]
		Slug          input.Field[string]
		Summary       input.Field[string]
		Body          input.Field[string]
		PublishedOn   input.Field[string]
		HeroImage     input.Field[ImageInput]
		SourceURL     input.Field[string]
		Publisher     input.Field[int64]   `node:"partner"`
		TranslationOf input.Field[int64]   `node:"release"`
		Topics        input.Field[[]int64] `node:"topic"`
		Partners      input.Field[[]MentionInput]
		Initiatives   input.Field[[]AnnouncementInput]
	}
	// NameInput is one of a node's names.
	NameInput struct {
		Text   string
		Locale *string
		Kind   content.NameKind `optional:"true"`
	}
	// LocalTextInput is a text in one language.
	LocalTextInput struct {
		Text   string
		Locale string
	}
	// IdentifierInput is an entry in a registry.
	IdentifierInput struct {
		Scheme content.IdentifierScheme
		Value  string
	}
	// MoneyInput is an amount of money.
	MoneyInput struct {
		Amount    string
		Currency  string
		Qualifier content.AmountQualifier `optional:"true"`
	}
	// ImageInput is a picture.
	ImageInput struct {
		URL    string
		Alt    string
		Width  *int
		Height *int
		Credit *string
	}
	// QuoteInput is where a release states a relation of its own.
	QuoteInput struct {
		Section content.EvidenceSection
		Quote   string
		Start   *int
	}
	// EvidenceInput is where some release states a participation.
	EvidenceInput struct {
		Release int64 `node:"release"`
		Section content.EvidenceSection
		Quote   string
		Start   *int
	}
	// MentionInput is a partner that a release names.
	MentionInput struct {
		Partner int64               `node:"partner"`
		Role    content.MentionRole `optional:"true"`
		Quotes  input.Field[[]QuoteInput]
	}
	// AnnouncementInput is an initiative that a release reports.
	AnnouncementInput struct {
		Initiative int64                     `node:"initiative"`
		Stage      content.AnnouncementStage `optional:"true"`
		Quotes     input.Field[[]QuoteInput]
	}
	// ParticipationInput is a partner that takes part in an initiative.
	ParticipationInput struct {
		ID           *int64                      `node:"participation"`
		Partner      int64                       `node:"partner"`
		Role         content.ParticipationRole   `optional:"true"`
		Status       content.ParticipationStatus `optional:"true"`
		Since        input.Field[string]
		Until        input.Field[string]
		Contribution input.Field[MoneyInput]
		Evidence     input.Field[[]EvidenceInput]
	}
)

// Of returns one of the inputs above as the newsroom takes it.
func Of(in any) input.Object {
	v := reflect.Indirect(reflect.ValueOf(in))
	made := input.Object{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := strings.ToLower(f.Name[:1]) + f.Name[1:]
		switch f.Name {
		case "ID", "URL":
			name = strings.ToLower(f.Name)
		case "SourceURL":
			name = "sourceUrl"
		}
		value := v.Field(i)
		if value.Kind() == reflect.Struct {
			if !value.FieldByName("Set").Bool() {
				continue
			}
			if value = value.FieldByName("Value"); value.IsNil() {
				made[name] = nil
				continue
			}
		} else if value.IsZero() && mayBeLeftOut(f) {
			continue
		}
		made[name] = valueOf(reflect.Indirect(value), typeNamed(f.Tag.Get("node")))
	}
	return made
}

// mayBeLeftOut reports whether the zero value of a field stands for one left out.
func mayBeLeftOut(f reflect.StructField) bool {
	switch f.Type.Kind() { //nolint:exhaustive // other kinds have no such value
	case reflect.Pointer:
		return true
	case reflect.Slice:
		return f.Name != "Names"
	default:
		return f.Tag.Get("optional") != ""
	}
}

func valueOf(v reflect.Value, node content.NodeType) any {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Struct:
		return Of(v.Interface())
	case reflect.Int64:
		return content.GlobalID(node, v.Int())
	case reflect.Slice:
		all := make([]any, v.Len())
		for i := range all {
			all[i] = valueOf(v.Index(i), node)
		}
		return all
	default:
		return v.Interface()
	}
}

func typeNamed(name string) content.NodeType {
	return map[string]content.NodeType{
		"release": content.NodeRelease, "partner": content.NodePartner, "initiative": content.NodeInitiative,
		"topic": content.NodeTopic, "participation": content.NodeParticipation,
	}[name]
}

// Desk is a newsroom whose inputs have types.
type Desk struct{ *newsroom.Newsroom }

// CreatePartner is that of the newsroom.
func (d Desk) CreatePartner(ctx context.Context, in CreatePartnerInput) (newsroom.Done, error) {
	return d.Newsroom.CreatePartner(ctx, Of(in))
}

// UpdatePartner is that of the newsroom.
func (d Desk) UpdatePartner(ctx context.Context, id int64, version int, in UpdatePartnerInput) (newsroom.Done, error) {
	return d.Newsroom.UpdatePartner(ctx, id, version, Of(in))
}

// CreateInitiative is that of the newsroom.
func (d Desk) CreateInitiative(ctx context.Context, in CreateInitiativeInput) (newsroom.Done, error) {
	return d.Newsroom.CreateInitiative(ctx, Of(in))
}

// UpdateInitiative is that of the newsroom.
func (d Desk) UpdateInitiative(ctx context.Context, id int64, version int, in UpdateInitiativeInput) (newsroom.Done, error) {
	return d.Newsroom.UpdateInitiative(ctx, id, version, Of(in))
}

// CreateTopic is that of the newsroom.
func (d Desk) CreateTopic(ctx context.Context, in CreateTopicInput) (newsroom.Done, error) {
	return d.Newsroom.CreateTopic(ctx, Of(in))
}

// UpdateTopic is that of the newsroom.
func (d Desk) UpdateTopic(ctx context.Context, id int64, version int, in UpdateTopicInput) (newsroom.Done, error) {
	return d.Newsroom.UpdateTopic(ctx, id, version, Of(in))
}

// CreateRelease is that of the newsroom.
func (d Desk) CreateRelease(ctx context.Context, in CreateReleaseInput) (newsroom.Done, error) {
	return d.Newsroom.CreateRelease(ctx, Of(in))
}

// UpdateRelease is that of the newsroom.
func (d Desk) UpdateRelease(ctx context.Context, id int64, version int, in UpdateReleaseInput, note *string) (newsroom.Done, error) {
	return d.Newsroom.UpdateRelease(ctx, id, version, Of(in), note)
}

// CorrectRelease is that of the newsroom.
func (d Desk) CorrectRelease(ctx context.Context, id int64, version int, in UpdateReleaseInput, note string) (newsroom.Done, error) {
	return d.Newsroom.CorrectRelease(ctx, id, version, Of(in), note)
}

// LinkPartner is that of the newsroom.
func (d Desk) LinkPartner(ctx context.Context, release int64, version int, in MentionInput) (newsroom.Done, error) {
	return d.Newsroom.LinkPartner(ctx, release, version, Of(in))
}

// LinkInitiative is that of the newsroom.
func (d Desk) LinkInitiative(ctx context.Context, release int64, version int, in AnnouncementInput) (newsroom.Done, error) {
	return d.Newsroom.LinkInitiative(ctx, release, version, Of(in))
}
