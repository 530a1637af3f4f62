package migrate

import (
	"fmt"
	"slices"
	"strings"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
)

// blueprint is what a program wants a database to be made by.
type blueprint struct {
	migrations []migration
	// former is an earlier line of migrations that leads to where the first of
	// migrations does; empty for none.
	former []appliedMigration
	// kernel comes after every migration; the zero value is none.
	kernel kernel
}

// ownBlueprint is that of this program.
func ownBlueprint(engine database.Engine) (want blueprint, err error) {
	if want.migrations, err = embeddedMigrations(engine); err != nil {
		return blueprint{}, err
	}
	if want.former, err = formerMigrations(engine); err != nil {
		return blueprint{}, err
	}
	want.kernel, err = ownKernel(engine)
	return want, err
}

// names lists what a database holds that is made by the blueprint, and may not
// be somebody else's.
func (b blueprint) names() []string {
	names := append(createdBy(b.migrations), kernelTable)
	if b.kernel.number == 0 {
		return names
	}
	for _, o := range b.kernel.objects() {
		if o.Kind != changelog.KindTrigger {
			names = append(names, o.Name)
		}
	}
	return names
}

// steps are what is to be done to a database, in this order.
type steps struct {
	// adopt takes the end of the earlier line for the first migration.
	adopt   bool
	pending []migration
	// kernel puts the kernel in the place of whatever there is of one.
	kernel bool
}

func (s steps) none() bool { return !s.adopt && len(s.pending) == 0 && !s.kernel }

// steps returns what is to be done to a database that was made as had says. It
// refuses one that has come another way, or further.
//
// The kernel follows every migration, whether its number has grown or not: to
// make a table anew takes its triggers away.
func (b blueprint) steps(had made) (todo steps, err error) {
	done := had.migrations
	if todo.adopt, err = isFormer(b.former, done); err != nil {
		return steps{}, err
	}
	if todo.adopt {
		first := b.migrations[0]
		done = []appliedMigration{{name: first.name, hash: first.hash}}
	}
	if todo.pending, err = pendingMigrations(b.migrations, done); err != nil {
		return steps{}, err
	}
	if err := b.kernel.agree(had.kernel); err != nil {
		return steps{}, err
	}
	todo.kernel = b.kernel.number > 0 && (had.kernel.number < b.kernel.number || len(todo.pending) > 0)
	return todo, nil
}

// agree refuses a database whose kernel is newer, or another one by that number.
func (k kernel) agree(had appliedKernel) error {
	switch {
	case had.number > k.number:
		return fmt.Errorf("the database was migrated by a newer version of pressgraph: %s is unknown to this one", kernelName(had.number))
	case had.number == k.number && had.digest != k.digest:
		return fmt.Errorf("the database was made with another text of %s than this version of pressgraph has", k)
	}
	return nil
}

// states tells which migrations there are, in the order of their names, and
// which a database has, then the kernel's.
func (b blueprint) states(had made) []State {
	former, formerErr := isFormer(b.former, had.migrations)
	states := make([]State, 0, len(b.migrations)+1)
	seen := make(map[string]bool, len(had.migrations))
	for _, d := range had.migrations {
		state := State{Name: d.name, Applied: d.at}
		switch {
		case former:
		case formerErr != nil && slices.ContainsFunc(b.former, d.is):
			state.Problem, formerErr = formerErr.Error(), nil
		default:
			state.Problem = problem(agree(b.migrations, d))
		}
		states = append(states, state)
		seen[d.name] = true
	}
	for _, m := range b.migrations {
		if !seen[m.name] {
			states = append(states, State{Name: m.name})
		}
	}
	slices.SortFunc(states, func(a, b State) int { return strings.Compare(a.Name, b.Name) })
	return append(states, b.kernel.state(had.kernel))
}

// state tells whether the database has the kernel.
func (k kernel) state(had appliedKernel) State {
	if had.number == 0 || had.number < k.number {
		return State{Name: k.String()}
	}
	return State{Name: kernelName(had.number), Applied: had.at, Problem: problem(k.agree(had))}
}

func problem(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
