package network

// split takes communities apart whose nodes ties within them do not lead to:
// such a node or its like was left behind when the one between moved away. That
// is always a gain, as what is not tied does not belong together.
func (s *search) split(l *level, home []int32) ([]int32, error) {
	parts, count := make([]int32, len(home)), int32(0)
	var ahead []int32
	for first := range parts {
		if parts[first] > 0 {
			continue
		}
		count++
		parts[first], ahead = count, append(ahead, int32(first)) //nolint:gosec // as many as fit in memory
		for len(ahead) > 0 {
			node := ahead[len(ahead)-1]
			ahead = ahead[:len(ahead)-1]
			for _, other := range l.neighbours(node) {
				if parts[other] == 0 && home[other] == home[node] {
					parts[other], ahead = count, append(ahead, other)
				}
			}
			if err := s.pace.step(1 + len(l.neighbours(node))); err != nil {
				return nil, err
			}
		}
	}
	for i := range parts {
		parts[i]--
	}
	return parts, nil
}

// refine moves the parts of communities to where they gain more, then whole
// communities, and tells whether anything moved.
func (s *search) refine(l *level, home []int32) (_ []int32, moved bool, err error) {
	parts, err := s.parts(l, home)
	if err != nil {
		return nil, false, err
	}
	parts = renumber(parts)
	folded := l.fold(parts)
	folded.occupy(parts, home)
	of, moved, err := s.climb(folded)
	if err != nil || !moved {
		return home, false, err
	}
	better := make([]int32, len(home))
	for i, part := range parts {
		better[i] = of[part]
	}
	return better, true, nil
}

// occupy puts the nodes, which are parts of communities, into these.
func (l *level) occupy(parts, home []int32) {
	first := make([]int32, len(parts))
	for i := range first {
		first[i] = -1
	}
	clear(l.weight)
	for i, part := range parts {
		if c := home[i]; first[c] < 0 {
			first[c] = part
		}
		l.home[part] = first[home[i]]
	}
	for part, c := range l.home {
		l.weight[c] += l.strength[part]
	}
}

// parts takes each community apart. A node that is alone joins the part of its
// community that gains most by it, where both hold to the rest of the community
// at least as much as their strengths would have it.
func (s *search) parts(l *level, home []int32) ([]int32, error) {
	n := len(home)
	r := refining{
		level: l, community: home, part: each32(n), single: make([]bool, n),
		weight: append([]int64(nil), l.strength...), outward: make([]int64, n), whole: make([]int64, n),
		toward: make([]int64, n),
	}
	for node, c := range home {
		r.whole[c] += l.strength[node]
		r.single[node] = true
		from, to := l.starts[node], l.starts[node+1]
		for e := from; e < to; e++ {
			if home[l.to[e]] == c {
				r.outward[node] += l.weights[e]
			}
		}
		if err := s.pace.step(1 + int(to-from)); err != nil {
			return nil, err
		}
	}
	for node := range int32(n) { //nolint:gosec // as many as fit in memory
		if r.single[node] && r.holds(node, node) {
			r.join(node)
		}
		if err := s.pace.step(1 + len(l.neighbours(node))); err != nil {
			return nil, err
		}
	}
	return r.part, nil
}

func (l *level) neighbours(node int32) []int32 { return l.to[l.starts[node]:l.starts[node+1]] }

// refining is what is known of the parts of communities under way.
type refining struct {
	*level

	// community is that of each node, part the part of it, single whether the
	// node is still alone in its own.
	community, part []int32
	single          []bool
	// weight is the strength of a part, whole that of a community, outward how
	// strongly a part is tied to the rest of its community.
	weight, whole, outward []int64
	toward                 []int64
	met                    []int32
}

// holds tells whether a part is tied to the rest of a node's community at least
// as strongly as is to be expected.
func (r *refining) holds(part, node int32) bool {
	rest := r.whole[r.community[node]] - r.weight[part]
	return r.outward[part]*r.total >= r.weight[part]*rest
}

// join brings a node that is alone to the part that gains most by it: the one
// with the least number among equals. It stays alone where none gains.
func (r *refining) join(node int32) {
	for e := r.starts[node]; e < r.starts[node+1]; e++ {
		other := r.to[e]
		if r.community[other] != r.community[node] {
			continue
		}
		part := r.part[other]
		if r.toward[part] == 0 {
			r.met = append(r.met, part)
		}
		r.toward[part] += r.weights[e]
	}
	best, most := node, int64(0)
	for _, part := range r.met {
		gain := r.toward[part]*r.total - r.strength[node]*r.weight[part]
		if (gain > most || gain == most && best != node && part < best) && r.holds(part, node) {
			best, most = part, gain
		}
	}
	if best != node {
		// The part's number is that of a node, which is not alone any more.
		r.single[best], r.part[node] = false, best
		r.outward[best] += r.outward[node] - 2*r.toward[best]
		r.weight[best] += r.strength[node]
	}
	for _, part := range r.met {
		r.toward[part] = 0
	}
	r.met = r.met[:0]
}
