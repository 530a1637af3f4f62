package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Inputs, answers, rows and revisions are compared as trees in the shape of
// the input: objects, lists and scalars as in JSON.

// valueAt returns what stands at a place.
func valueAt(tree any, p place) any {
	if list, ok := tree.([]any); ok && len(list) > 0 {
		tree = list[0]
	}
	object, ok := tree.(map[string]any)
	if len(p) == 0 || !ok {
		return tree
	}
	if len(p) == 1 {
		return object[p[0]]
	}
	return valueAt(object[p[0]], p[1:])
}

// with returns a copy of a tree with another value at a place, which is left
// out for whatever.
func with(tree any, p place, value any) any {
	if list, ok := tree.([]any); ok {
		changed := slices.Clone(list)
		changed[0] = with(list[0], p, value)
		return changed
	}
	object := maps.Clone(tree.(map[string]any))
	switch {
	case len(p) > 1:
		object[p[0]] = with(object[p[0]], p[1:], value)
	case value == whatever{}:
		delete(object, p[0])
	default:
		object[p[0]] = value
	}
	return object
}

// withoutIDs returns a copy of a tree without ids.
func withoutIDs(tree any) any {
	object, ok := tree.(map[string]any)
	if !ok {
		if list, ok := tree.([]any); ok {
			return each1(list, withoutIDs)
		}
		return tree
	}
	anonymous := map[string]any{}
	for name, value := range object {
		if name != "id" {
			anonymous[name] = withoutIDs(value)
		}
	}
	return anonymous
}

// bare returns a tree as JSON reads it, without nulls and empty lists.
func bare(t *testing.T, tree any) any {
	t.Helper()
	return withoutNothing(asJSON(t, tree))
}

func withoutNothing(tree any) any {
	switch tree := tree.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, value := range tree {
			if value = withoutNothing(value); value != nil {
				kept[name] = value
			}
		}
		return kept
	case []any:
		if len(tree) == 0 {
			return nil
		}
		return each1(tree, withoutNothing)
	}
	return tree
}

// settled returns want with what is there in the place of whatever.
func settled(want, got any) any {
	switch want := want.(type) {
	case whatever:
		if got == nil {
			return "something"
		}
		return got
	case map[string]any:
		there, _ := got.(map[string]any)
		all := map[string]any{}
		for name, value := range want {
			all[name] = settled(value, there[name])
		}
		return all
	case []any:
		there, _ := got.([]any)
		all := make([]any, len(want))
		for i, value := range want {
			var v any
			if i < len(there) {
				v = there[i]
			}
			all[i] = settled(value, v)
		}
		return all
	}
	return want
}

// unlike tells how two trees differ; empty where they do not.
func unlike(t *testing.T, what string, want, got any) string {
	t.Helper()
	diff := cmp.Diff(bare(t, settled(want, got)), bare(t, got))
	if diff == "" {
		return ""
	}
	return fmt.Sprintf("%s differs (-want +got):\n%s\n", what, diff)
}

// stepsBetween lists the leaves in which two trees differ, as a revision tells them.
func stepsBetween(path string, before, after any) (all []any) {
	was, isObject := before.(map[string]any)
	now, stays := after.(map[string]any)
	wasList, isList := before.([]any)
	nowList, staysList := after.([]any)
	switch {
	case cmp.Equal(before, after):
	case isObject && stays:
		both := maps.Clone(was)
		maps.Copy(both, now)
		for _, name := range slices.Sorted(maps.Keys(both)) {
			below := name
			if path != "" {
				below = path + "." + name
			}
			all = append(all, stepsBetween(below, was[name], now[name])...)
		}
	case (isList || before == nil) && (staysList || after == nil) && (isList || staysList):
		for i := range max(len(wasList), len(nowList)) {
			all = append(all, stepsBetween(fmt.Sprintf("%s[%d]", path, i), element(wasList, i), element(nowList, i))...)
		}
	default:
		all = append(all, map[string]any{"path": path, "before": before, "after": after})
	}
	return all
}

func element(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}
