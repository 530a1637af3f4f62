package kit

import (
	"fmt"
	"math/rand/v2"

	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// Random fills k and returns its partners.
func Random(k *Kit, random *rand.Rand) []int64 {
	var partners, releases []int64
	pick := func(from []int64) int64 { return from[random.IntN(len(from))] }
	for i := range 8 {
		partners = append(partners, k.Partner(fmt.Sprintf("Partner %d", i/2*2), func(in *CreatePartnerInput) {
			in.Public = random.IntN(3) == 0
			in.Identifiers = []IdentifierInput{{Scheme: content.SchemeOther, Value: fmt.Sprint(i + 4)}}
			in.Descriptions = []LocalTextInput{{Text: "It's <b>& more</b>", Locale: "en"}}
			if i > 2 && random.IntN(2) == 0 {
				parent := pick(partners)
				in.Parent = &parent
			}
		}))
	}
	for i := range 10 {
		title := fmt.Sprintf("Release %d tells of it", i)
		release := k.Release(title, func(in *CreateReleaseInput) {
			if random.IntN(2) == 0 {
				publisher := pick(partners)
				in.Publisher = &publisher
			}
			for _, p := range random.Perm(len(partners))[:random.IntN(5)] {
				role := content.MentionRole(content.MentionRole("").Values()[random.IntN(7)])
				var quotes []QuoteInput
				for _, quote := range []string{"Release", "tells", "it"}[:random.IntN(4)] {
					quotes = append(quotes, InTitle(quote))
				}
				in.Partners = append(in.Partners, MentionInput{Partner: partners[p], Role: role, Quotes: input.To(quotes)})
			}
		})
		if releases = append(releases, release); random.IntN(2) == 0 {
			k.Publish(release)
		}
	}
	for range 4 {
		k.Initiative("", func(in *CreateInitiativeInput) {
			for _, p := range random.Perm(len(partners))[:random.IntN(7)] {
				for _, term := range random.Perm(6)[:1+random.IntN(3)] {
					part := ParticipationInput{Partner: partners[p]}
					if term%3 > 0 {
						part.Since = input.To(fmt.Sprint(2022 + term%3))
					}
					if term > 2 {
						part.Contribution = input.To(MoneyInput{Amount: fmt.Sprint(5 + random.IntN(2)), Currency: "HKD"})
					}
					part.Evidence = input.To([]EvidenceInput{{Release: pick(releases), Section: content.SectionTitle, Quote: "tells"}})
					in.Participants = append(in.Participants, part)
				}
			}
		})
	}
	return partners
}
