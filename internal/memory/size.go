package memory

import "reflect"

// sizeOf returns about how many bytes a value takes with all that it points to.
// What a struct embeds without showing it is taken for part of something larger,
// which the value does not own. Cost: the value.
func sizeOf(value any) int64 {
	v := reflect.ValueOf(value)
	if !v.IsValid() {
		return 0
	}
	return int64(v.Type().Size()) + beyond(v) //nolint:gosec // sizes are small
}

// beyond returns what a value takes outside of itself.
func beyond(v reflect.Value) int64 {
	switch v.Kind() {
	case reflect.String:
		return int64(v.Len())
	case reflect.Pointer:
		if v.IsNil() {
			return 0
		}
		return int64(v.Type().Elem().Size()) + beyond(v.Elem()) //nolint:gosec // sizes are small
	case reflect.Interface:
		if v.IsNil() {
			return 0
		}
		return int64(v.Elem().Type().Size()) + beyond(v.Elem()) //nolint:gosec // sizes are small
	case reflect.Slice:
		return int64(v.Cap())*int64(v.Type().Elem().Size()) + eachBeyond(v) //nolint:gosec // sizes are small
	case reflect.Array:
		return eachBeyond(v)
	case reflect.Map:
		return mapBeyond(v)
	case reflect.Struct:
		var sum int64
		for i := range v.NumField() {
			if f := v.Type().Field(i); !f.Anonymous || f.IsExported() {
				sum += beyond(v.Field(i))
			}
		}
		return sum
	default:
		return 0
	}
}

// eachBeyond sums over elements, unless their type says that there is nothing.
func eachBeyond(v reflect.Value) int64 {
	switch v.Type().Elem().Kind() {
	case reflect.String, reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Array, reflect.Map, reflect.Struct:
	default:
		return 0
	}
	var sum int64
	for i := range v.Len() {
		sum += beyond(v.Index(i))
	}
	return sum
}

func mapBeyond(v reflect.Value) int64 {
	perEntry := int64(v.Type().Key().Size()+v.Type().Elem().Size()) * 2 //nolint:gosec // sizes are small
	sum := int64(v.Len()) * perEntry
	for entries := v.MapRange(); entries.Next(); {
		sum += beyond(entries.Key()) + beyond(entries.Value())
	}
	return sum
}
