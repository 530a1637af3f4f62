package memory

// Reached is Reach for what is known already; false where the source must be asked.
func (m *Memory) Reached(all, public int64) (reachedAll, reachedPublic int64, ok bool) {
	told, trusted := m.now()
	return told.All, told.Public, trusted && told.All >= all && told.Public >= public
}
