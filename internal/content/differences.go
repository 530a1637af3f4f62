package content

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Differences lists the leaves in which two trees of JSON values differ, each
// with its path as in partners[0].role, in the order of the paths' names. What
// stands on one side only is one change, however large.
func Differences(before, after map[string]any) []FieldChange {
	all := []FieldChange{}
	differIn(&all, "", before, after)
	return all
}

func differIn(all *[]FieldChange, path string, before, after any) {
	if reflect.DeepEqual(before, after) {
		return
	}
	if was, now, ok := both[map[string]any](before, after); ok {
		for _, name := range names(was, now) {
			differIn(all, join(path, name), was[name], now[name])
		}
		return
	}
	if was, now, ok := both[[]any](before, after); ok {
		for i := range max(len(was), len(now)) {
			differIn(all, fmt.Sprintf("%s[%d]", path, i), element(was, i), element(now, i))
		}
		return
	}
	*all = append(*all, FieldChange{Path: path, Before: before, After: after})
}

func both[T any](before, after any) (was, now T, ok bool) {
	was, okBefore := before.(T)
	now, okAfter := after.(T)
	return was, now, okBefore && okAfter
}

func names(a, b map[string]any) []string {
	all := slices.Collect(maps.Keys(a))
	for name := range b {
		if _, ok := a[name]; !ok {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

func element(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
