package coherence_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"pressgraph/internal/content"
)

// writer is the one who changes some of the releases.
type writer struct {
	*client
	own      []*release
	versions map[*release]int
	// pending are changes that nobody knows of whether they have happened; at most
	// one of a release's has, as all were made from one version.
	pending map[*release][]change
}

func (r *room) newWriter(number int, own []*release) *writer {
	return &writer{client: r.newClient(number, true), own: own, versions: map[*release]int{}, pending: map[*release][]change{}}
}

// write changes its releases until ctx ends, one each interval where it can: of
// four changes three are of the first releases, which are few.
func (w *writer) write(ctx context.Context, interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		among := w.own
		if w.IntN(4) > 0 {
			among = w.own[:(len(w.own)+3)/4]
		}
		w.change(context.WithoutCancel(ctx), one(w.client, among))
	}
}

// attempt is a change that is to be made.
type attempt struct {
	change
	document  string
	variables map[string]any
}

// change changes a release, and sees whether it did.
func (w *writer) change(ctx context.Context, r *release) {
	if w.versions[r] == 0 {
		w.settle(ctx, r)
	}
	a := w.plan(r)
	s := w.anyServer()
	if r.class.server != everywhere {
		s = w.servers[r.class.server]
	}
	foreign := r.class.server == everywhere && a.document == retitle && w.IntN(2) == 0
	a.by, a.call = fmt.Sprintf("client %d by server %d", w.number, s.number), w.clock.now()
	var done bool
	if foreign {
		a.by = "foreign SQL"
		done = w.changeRow(ctx, r, a.after.number)
	} else {
		done = w.mutate(ctx, s, r, a)
	}
	a.ret = w.clock.now()
	if !done {
		w.pending[r] = append(w.pending[r], a.change)
		w.settle(ctx, r)
		return
	}
	delete(w.pending, r) // They were made from a version that is no more.
	r.changes = append(r.changes, a.change)
	w.changed.Add(1)
	if !foreign && w.IntN(3) == 0 {
		w.put(ctx, w.anyServer(), byEditor(r), "Authorization", "Bearer "+w.key)
	}
}

const (
	retitle   = `mutation Retitle($id: ID!, $version: Int!, $title: String!) { done: updateRelease(id: $id, version: $version, input: {title: $title}) { contentVersion release { version } } }`
	publish   = `mutation Publish($id: ID!, $version: Int!) { done: publishRelease(id: $id, version: $version) { contentVersion release { version } } }`
	unpublish = `mutation Unpublish($id: ID!, $version: Int!) { done: unpublishRelease(id: $id, version: $version) { contentVersion release { version } } }`
	link      = `mutation Link($id: ID!, $version: Int!, $partner: ID!) { done: linkPartner(release: $id, version: $version, input: {partner: $partner, role: SUBJECT}) { contentVersion release { version } } }`
	unlink    = `mutation Unlink($id: ID!, $version: Int!, $partner: ID!) { done: unlinkPartner(release: $id, version: $version, partner: $partner) { contentVersion release { version } } }`
)

// plan chooses what to change of a release.
func (w *writer) plan(r *release) attempt {
	is := r.changes[len(r.changes)-1].after
	a := attempt{variables: map[string]any{"id": r.gid, "version": w.versions[r]}}
	switch chance := w.IntN(10); {
	case chance < 5:
		// Also those whose fate is unknown had numbers of their own.
		is.number += 1 + len(w.pending[r])
		a.document, a.variables["title"] = retitle, r.title(is.number)
	case chance < 8:
		a.document = publish
		if is.visible {
			a.document = unpublish
		}
		is.visible = !is.visible
	default:
		a.document, a.variables["partner"] = link, content.GlobalID(content.NodePartner, r.class.partner)
		if is.linked {
			a.document = unlink
		}
		is.linked = !is.linked
	}
	a.after = is
	return a
}

// mutate asks a server for a change, and reports whether it said that it was made.
func (w *writer) mutate(ctx context.Context, s *server, r *release, a attempt) (done bool) {
	w.asked++
	got, err := s.ask(ctx, w.clock, text{document: a.document, variables: a.variables}, "Authorization", "Bearer "+w.key)
	if err != nil || !got.whole() {
		w.unanswered++
		return false
	}
	var told struct {
		Done struct {
			ContentVersion string
			Release        struct{ Version int }
		}
	}
	if err := json.Unmarshal(got.Data, &told); err != nil {
		w.t.Errorf("%s: %v", got.Data, err)
		return false
	}
	w.versions[r] = told.Done.Release.Version
	w.version = later(w.version, told.Done.ContentVersion)
	return true
}

// changeRow gives a release a title as any program could, and reports whether it did.
func (w *writer) changeRow(ctx context.Context, r *release, number int) (done bool) {
	version := w.versions[r]
	result, err := w.truth.SQL().ExecContext(ctx, fmt.Sprintf("UPDATE releases SET title = '%s', version = version + 1 WHERE id = %d AND version = %d",
		r.title(number), r.id, version))
	if err != nil {
		w.t.Errorf("change a row: %v", err)
		return false
	}
	rows, err := result.RowsAffected()
	if err != nil || rows != 1 {
		return false
	}
	w.versions[r] = version + 1
	return true
}

// settle finds out in the database which version a release is at, and which of
// the pending changes has happened, if one has by now.
func (w *writer) settle(ctx context.Context, r *release) {
	version, is, err := w.look(ctx, r)
	if err != nil {
		w.t.Errorf("look at %s: %v", r.slug, err)
		return
	}
	w.versions[r] = version
	if is == r.changes[len(r.changes)-1].after {
		return
	}
	for _, c := range w.pending[r] {
		if c.after == is {
			c.ret, c.unsure = w.clock.now(), true
			r.changes = append(r.changes, c)
			w.changed.Add(1)
			delete(w.pending, r)
			return
		}
	}
	w.t.Errorf("%s is %+v, which nobody made it: it was %v, pending are %v", r.slug, is, r.changes[len(r.changes)-1], w.pending[r])
}

// settleAll is settle for all releases, once nothing is under way any more.
func (w *writer) settleAll(ctx context.Context) {
	for _, r := range w.own {
		w.settle(ctx, r)
	}
}
