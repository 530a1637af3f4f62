package query

import "pressgraph/internal/store"

// through is a relation between two kinds of nodes: a table with the columns of
// the one that is filtered and of the one that is asked about, which may be its
// own row.
type through struct{ table, near, far string }

// related asks about the nodes on the other side of a relation. It sees only
// what exists in the asker's world.
func related(kind Kind, via through) fieldParser {
	return func(p *filterParser, path string, value any, depth int) condition {
		object := asObject(value)
		var all []condition
		for _, name := range sortedKeys(object) {
			if object[name] == nil {
				continue
			}
			there := func() condition {
				p.leadOn(len(asObject(object[name])) > 0)
				inner := p.beyond(func() condition { return p.object(kind, path+"."+name, asObject(object[name]), depth+1) })
				if name == "every" {
					inner = negationOf(inner)
				}
				return exists(kind, via, inner)
			}
			switch name {
			case "some":
				all = append(all, there())
			case "every", "none":
				all = append(all, p.without(there))
			default:
				all = append(all, p.complain(path+"."+name, "there is no such condition"))
			}
		}
		return conjunctionOf(all)
	}
}

// exists holds where the relation leads to a node for which inner holds.
func exists(kind Kind, via through, inner condition) condition {
	return func(w *sqlWriter, alias string) {
		end := w.closing()
		x := w.alias("x")
		t, from := x, store.From(via.table, x, w.world)
		if kind.Table() != via.table {
			t = w.alias("t")
			from = from.Beside("", " JOIN "+store.Led(kind.Table(), t)+" ON "+t+".id = "+x+"."+via.far)
		}
		if w.apart() {
			w.text(w.looked(alias+".id") + " IN (SELECT " + x + "." + via.near + from.Where())
		} else {
			w.text("EXISTS (SELECT 1" + from.Where(x+"."+via.near+" = "+alias+".id"))
		}
		w.text(" AND ")
		w.steps++
		inner(w, t)
		w.steps--
		end()
	}
}

// single asks about the one node that a column refers to: false where there is
// none in the asker's world.
func single(kind Kind, column string) fieldParser {
	return func(p *filterParser, path string, value any, depth int) condition {
		p.leadOn(true)
		inner := p.object(kind, path, asObject(value), depth+1)
		return func(w *sqlWriter, alias string) {
			end := w.closing()
			t := w.alias("t")
			from, near := store.From(kind.Table(), t, w.world), alias+"."+column
			if w.apart() {
				w.text("(" + near + " IS NOT NULL AND " + w.looked(near) + " IN (SELECT " + t + ".id" + from.Where())
			} else {
				w.text("(EXISTS (SELECT 1" + from.Where(t+".id = "+near))
			}
			w.text(" AND ")
			inner(w, t)
			end()
			w.text(")")
		}
	}
}
