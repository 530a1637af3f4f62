package newsroom

import "pressgraph/internal/content"

// tieWords are how the inputs of one of the two kinds of ties name things.
type tieWords struct {
	kind content.RelationKind
	to   content.NodeType
	// target and word are the fields that name the node, and the role or the
	// stage, which is usual where none is given.
	target, word, usual string
	parse               func(string) (string, error)
}

func mentionWords() tieWords {
	return tieWords{
		kind: content.RelationMention, to: content.NodePartner, target: "partner",
		word: "role", usual: string(content.MentionMentioned), parse: one[content.MentionRole],
	}
}

func announcementWords() tieWords {
	return tieWords{
		kind: content.RelationAnnouncement, to: content.NodeInitiative, target: "initiative",
		word: "stage", usual: string(content.StageAnnounced), parse: one[content.AnnouncementStage],
	}
}

func (words tieWords) fields() []string { return []string{words.target, words.word, "quotes"} }

func (r *releaseState) takePartners(in object, w *work) {
	r.takeTies(in, "partners", mentionWords(), &r.partners, w)
}

func (r *releaseState) takeInitiatives(in object, w *work) {
	r.takeTies(in, "initiatives", announcementWords(), &r.initiatives, w)
}

// takeTies moves the evidence of ties with the texts, which have been read by
// now, and applies a list of ties, each target only once.
func (r *releaseState) takeTies(in object, name string, words tieWords, into *[]tie, w *work) {
	kept, lost := moveTies(words.kind, *into, w.before, r.texts())
	if !in.has(name) {
		*into = kept
		w.lost = append(w.lost, lost...)
		return
	}
	for _, l := range lost {
		l.evidence = nil
		kept = append(kept, l.tie)
	}
	seen := map[int64]bool{}
	takeParts(in, name, into, words.fields(), func(in object) tie {
		t := r.tie(in, words, kept, w.known)
		if t.target != 0 && seen[t.target] {
			in.at.add("is the second tie to the same node")
		}
		seen[t.target] = true
		return t
	})
}

// tie makes a tie from an input; one of those that there are keeps its row, and
// its evidence where no quotes are given.
func (r *releaseState) tie(in object, words tieWords, old []tie, k known) tie {
	var target int64
	must(in.text(words.target), &target, in.field(words.target), k.node(words.to))
	t := tieTo(target, old)
	must(in.textOr(words.word, words.usual), &t.word, in.field(words.word), words.parse)
	if in.has("quotes") {
		t.evidence = findAll(in, "quotes", t.evidence, quoteFields(), r.texts().find)
	}
	return t
}

func tieTo(target int64, old []tie) tie {
	for _, t := range old {
		if t.target == target {
			return t
		}
	}
	return tie{target: target}
}

func savedTies(words tieWords, all []tie) any {
	saved := make([]any, len(all))
	for i, t := range all {
		saved[i] = map[string]any{words.target: content.GlobalID(words.to, t.target), words.word: t.word, "quotes": savedQuotes(t.evidence)}
	}
	return saved
}

func savedQuotes(all []evidence) []any {
	saved := make([]any, len(all))
	for i, v := range all {
		saved[i] = map[string]any{"section": v.section, "quote": v.quote, "start": v.span.Start}
	}
	return saved
}

func savedIDs(t content.NodeType, ids []int64) any {
	saved := make([]any, len(ids))
	for i, id := range ids {
		saved[i] = content.GlobalID(t, id)
	}
	return saved
}
