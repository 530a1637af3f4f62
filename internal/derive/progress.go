package derive

// Progress is told how many rows of how many are done, now and then.
type Progress func(done, of int64)

// Tell is called for each row.
func (p Progress) Tell(done, of int64) {
	const often = 1000
	if p != nil && (done%often == 0 || done == of) {
		p(done, of)
	}
}
