package newsroom

import "pressgraph/internal/content"

// MentionInput is a partner that a release names. An empty role is MENTIONED.
type MentionInput struct {
	Partner int64
	Role    content.MentionRole
	// Quotes left out keep what was there; null or an empty list removes it.
	Quotes Field[[]QuoteInput]
}

// AnnouncementInput is an initiative that a release reports. An empty stage is ANNOUNCED.
type AnnouncementInput struct {
	Initiative int64
	Stage      content.AnnouncementStage
	// Quotes left out keep what was there; null or an empty list removes it.
	Quotes Field[[]QuoteInput]
}

// CreateReleaseInput is a new release. What is nil is left out.
type CreateReleaseInput struct {
	Kind     content.ReleaseKind
	Language string
	Title    string
	// Slug is made from the title when left out.
	Slug *string
	// Summary and Body are Markdown.
	Summary *string
	Body    *string
	// PublishedOn is YYYY, YYYY-MM or YYYY-MM-DD.
	PublishedOn   *string
	HeroImage     *ImageInput
	SourceURL     *string
	Publisher     *int64
	TranslationOf *int64
	Topics        []int64
	Partners      []MentionInput
	Initiatives   []AnnouncementInput
}

// UpdateReleaseInput changes a release.
type UpdateReleaseInput struct {
	Kind          Field[content.ReleaseKind]
	Language      Field[string]
	Title         Field[string]
	Slug          Field[string]
	Summary       Field[string]
	Body          Field[string]
	PublishedOn   Field[string]
	HeroImage     Field[ImageInput]
	SourceURL     Field[string]
	Publisher     Field[int64]
	TranslationOf Field[int64]
	Topics        Field[[]int64]
	Partners      Field[[]MentionInput]
	Initiatives   Field[[]AnnouncementInput]
}

func (in CreateReleaseInput) fields() UpdateReleaseInput {
	return UpdateReleaseInput{
		Kind: To(in.Kind), Language: To(in.Language), Title: To(in.Title), Slug: orOut(in.Slug), Summary: orOut(in.Summary),
		Body: orOut(in.Body), PublishedOn: orOut(in.PublishedOn), HeroImage: orOut(in.HeroImage), SourceURL: orOut(in.SourceURL),
		Publisher: orOut(in.Publisher), TranslationOf: orOut(in.TranslationOf), Topics: list(in.Topics),
		Partners: list(in.Partners), Initiatives: list(in.Initiatives),
	}
}

// wants collects the nodes that the input refers to.
func (in UpdateReleaseInput) wants() wanted {
	w := wanted{}
	w.addField(content.NodePartner, in.Publisher)
	w.addField(content.NodeRelease, in.TranslationOf)
	if in.Topics.Value != nil {
		w.add(content.NodeTopic, *in.Topics.Value...)
	}
	if in.Partners.Value != nil {
		for _, m := range *in.Partners.Value {
			w.add(content.NodePartner, m.Partner)
		}
	}
	if in.Initiatives.Value != nil {
		for _, a := range *in.Initiatives.Value {
			w.add(content.NodeInitiative, a.Initiative)
		}
	}
	return w
}
