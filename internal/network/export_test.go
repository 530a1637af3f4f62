package network

// Kept returns what a cache holds, however old; nil for nothing.
func Kept(c *Cache) *Snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept
}
