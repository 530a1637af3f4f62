package coherence_test

import "fmt"

// any returns a question by chance; those that show more are asked more rarely.
func (c *client) any() question {
	r, class := one(c, c.releases), one(c, c.classes)
	switch c.IntN(20) {
	case 0, 1, 2:
		return byID(r)
	case 3, 4:
		return bySlug(r)
	case 5, 6:
		return byGet(r)
	case 7, 8:
		return withPartners(r)
	case 9, 10:
		return ofOnePartner(class)
	case 11, 12:
		return counted(class)
	case 13:
		return found(r)
	case 14, 15:
		return c.several()
	case 16:
		return filtered(class)
	case 17, 18:
		return c.varied(r)
	default:
		return c.list()
	}
}

func byID(r *release) question {
	return question{
		name: "release by id", of: []*release{r},
		text: text{document: `query ByID($id: ID!) { release(id: $id) { id title } }`, variables: map[string]any{"id": r.gid}},
	}
}

func bySlug(r *release) question {
	return question{
		name: "release by slug", of: []*release{r},
		text: text{document: `query BySlug($slug: String!) { release(slug: $slug) { id title } }`, variables: map[string]any{"slug": r.slug}},
	}
}

func byGet(r *release) question {
	q := bySlug(r)
	q.name, q.get = "release by GET", true
	return q
}

func withPartners(r *release) question {
	return question{
		name: "release with partners", of: []*release{r}, shows: withNames,
		text: text{document: `query Tied($id: ID!) { release(id: $id) { id title partners { nodes { slug } } } }`, variables: map[string]any{"id": r.gid}},
	}
}

func ofOnePartner(class *class) question {
	return question{
		name: "releases of a partner", of: class.releases, shows: ifNamed,
		text: text{document: `query OfPartner($slug: String!) { partner(slug: $slug) { releases(first: 100) { nodes { id title } } } }`, variables: map[string]any{"slug": class.slug}},
	}
}

func counted(class *class) question {
	return question{
		name: "counts of a partner", class: class, counted: true,
		text: text{document: `query Counted($slug: String!) { partner(slug: $slug) { releaseCount releases { totalCount } } }`, variables: map[string]any{"slug": class.slug}},
	}
}

func found(r *release) question {
	return question{
		name: "search", of: []*release{r},
		text: text{document: `query Found($words: String!) { search(query: $words, types: [RELEASE]) { nodes { ... on Release { id title } } } }`, variables: map[string]any{"words": r.word}},
	}
}

func filtered(class *class) question {
	return question{
		name: "releases that name a partner", of: class.releases, shows: ifNamed,
		text: text{
			document:  `query Filtered($slug: String!) { releases(first: 100, where: {partners: {some: {slug: {eq: $slug}}}}) { nodes { id title } } }`,
			variables: map[string]any{"slug": class.slug},
		},
	}
}

// list shows all releases at once.
func (r *room) list() question {
	return question{
		name: "all releases", of: r.releases, counted: true,
		text: text{document: `query List { releases(first: 100) { totalCount nodes { id title } } }`},
	}
}

// varied is a text of many.
func (c *client) varied(r *release) question {
	return question{
		name: "a text of many", of: []*release{r}, shows: withNames,
		text: text{document: fmt.Sprintf(`query Varied%d { release(id: "%s") { id title partners(first: 3) { nodes { slug } } } }`, c.IntN(20), r.gid)},
	}
}

// several are some releases by their ids.
func (c *client) several() question {
	first := c.IntN(len(c.releases))
	some := c.releases[first:min(first+5, len(c.releases))]
	ids := make([]string, len(some))
	for i, r := range some {
		ids[i] = r.gid
	}
	return question{
		name: "nodes", of: some,
		text: text{document: `query Several($ids: [ID!]!) { nodes(ids: $ids) { ... on Release { id title } } }`, variables: map[string]any{"ids": ids}},
	}
}

// byEditor is what an editor sees of a release.
func byEditor(r *release) question {
	return question{
		name: "release by an editor", of: []*release{r}, shows: allOfIt,
		text: text{document: `query Edited($id: ID!) { release(id: $id) { id title status partners { nodes { slug } } } }`, variables: map[string]any{"id": r.gid}},
	}
}
