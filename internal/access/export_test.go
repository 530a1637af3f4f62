package access

// ConcealWhole is Conceal without a glance beforehand.
func ConcealWhole(text string) string { return concealed(text) }
