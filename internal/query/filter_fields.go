package query

// fieldParser reads the conditions on one field.
type fieldParser func(p *filterParser, path string, value any, depth int) condition

// filterFields returns the conditions that the filter of a kind knows, by the
// names of the API's inputs.
func filterFields(kind Kind) map[string]fieldParser {
	switch kind {
	case Releases:
		return map[string]fieldParser{
			"id": ids(Releases), "slug": text("slug"), "title": foldedText("title", "title_fold"),
			"kind": enum("kind"), "status": enum("status"), "language": text("language"),
			"year": integer("year", true), "publishedAt": instant("published_at"),
			"publishedOn":     date("published_on", "published"),
			"text":            fullText,
			"partnerCount":    count("partner_count"),
			"initiativeCount": count("initiative_count"),
			"partners":        related(Partners, through{"mentions", "release_id", "partner_id"}),
			"initiatives":     related(Initiatives, through{"announcements", "release_id", "initiative_id"}),
			"topics":          related(Topics, through{"release_topics", "release_id", "topic_id"}),
		}
	case Partners:
		return map[string]fieldParser{
			"id": ids(Partners), "slug": text("slug"), "name": names("partner_names", "partner_id"),
			"kind": enum("kind"), "country": optionalText("country"),
			"parent":       single(Partners, "parent_id"),
			"releaseCount": count("release_count"), "initiativeCount": count("initiative_count"),
			"releases":       related(Releases, through{"mentions", "partner_id", "release_id"}),
			"initiatives":    related(Initiatives, through{"participations", "partner_id", "initiative_id"}),
			"participations": related(Participations, through{"participations", "partner_id", "id"}),
		}
	case Initiatives:
		return map[string]fieldParser{
			"id": ids(Initiatives), "slug": text("slug"), "name": names("initiative_names", "initiative_id"),
			"kind": enum("kind"), "status": enum("status"),
			"parent":    single(Initiatives, "parent_id"),
			"startedOn": date("started_on", "started"), "endedOn": date("ended_on", "ended"),
			"funding": amount("funding_amount"), "currency": optionalText("funding_currency"),
			"partnerCount":   count("partner_count"),
			"partners":       related(Partners, through{"participations", "initiative_id", "partner_id"}),
			"participations": related(Participations, through{"participations", "initiative_id", "id"}),
			"releases":       related(Releases, through{"announcements", "initiative_id", "release_id"}),
			"topics":         related(Topics, through{"initiative_topics", "initiative_id", "topic_id"}),
		}
	case Participations:
		return map[string]fieldParser{
			"id": ids(Participations), "partner": single(Partners, "partner_id"),
			"initiative": single(Initiatives, "initiative_id"),
			"roles":      oneOf("role"), "statuses": oneOf("status"),
			"knownSince":      knownDate("known"),
			"knownSinceBasis": knownBasis("known_basis"),
			"since":           date("since", "since"), "until": date("until", "until"),
			"contribution": amount("contribution_amount"), "currency": optionalText("contribution_currency"),
		}
	case Topics:
		return map[string]fieldParser{
			"id": ids(Topics), "slug": text("slug"), "name": names("topic_names", "topic_id"),
		}
	case Suggestions:
		return map[string]fieldParser{
			"decision": exactly("decision"), "release": reference(Releases, "release_id"), "minConfidence": atLeast("confidence"),
		}
	case Changes:
		return map[string]fieldParser{"nodeId": changedNode, "actions": oneOf("action"), "since": since("at")}
	case Revisions:
	}
	return nil
}
