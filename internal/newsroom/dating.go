package newsroom

import (
	"time"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
)

// ahead tells whether a date surely lies in the future: the first day that it
// can mean has not begun. The year and the month that run are not ahead.
func (n *Newsroom) ahead(on *content.PartialDate, now time.Time) bool {
	return on != nil && on.Start(n.settings.TimeZone).After(now)
}

// contradicts tells whether something that is due at a time goes out on another
// day than its date, which lies ahead, says. A date that does not lie ahead is
// when the text was published long ago, and goes with any time.
func (n *Newsroom) contradicts(on *content.PartialDate, due, now time.Time) bool {
	if !n.ahead(on, now) {
		return false
	}
	zone := n.settings.TimeZone
	return due.Before(on.Start(zone)) || !due.Before(on.End(zone))
}

// Ahead tells whether a date surely lies in the future of the transaction.
func (e *Edit) Ahead(on *content.PartialDate) bool { return e.rooms.ahead(on, e.Now) }

// contradicts tells whether something that is due at a time goes out on another
// day than its date, which lies ahead, says.
func (e *Edit) contradicts(on *content.PartialDate, due time.Time) bool {
	return e.rooms.contradicts(on, due, e.Now)
}

// CheckDate complains about an edit of the date that does not go with the status:
//
//  1. what is published keeps a date;
//  2. what is published was not published in the future;
//  3. what is scheduled goes out on the day that its date tells.
//
// What is made as published, by an import or from the bundle, was dated before.
func (e *Edit) CheckDate(before, after ReleaseState, c input.Complaints) {
	if before.Version == 0 || same(before.PublishedOn, after.PublishedOn) {
		return
	}
	switch {
	case after.Status == content.StatusPublished && after.PublishedOn == nil:
		c.Add("must not be null: what is published keeps when it was; give another date, as precise as it is known")
	case after.Status == content.StatusPublished && e.Ahead(after.PublishedOn):
		c.Add("must not lie in the future, as the release is published: give a date up to %s, or unpublish it first",
			content.DateOf(e.Now, e.Zone()))
	case after.ScheduledFor != nil && e.contradicts(after.PublishedOn, *after.ScheduledFor):
		c.Add("must be the day that the release is scheduled for, %s, or a date that does not lie in the future; "+
			"unpublish it first to give it another time",
			content.DateOf(*after.ScheduledFor, e.Zone()))
	}
}

// checkDue refuses to publish now, or at a time, what a date that lies ahead
// says otherwise of.
func (e *Edit) checkDue(r ReleaseState, at *time.Time) error {
	if !e.Ahead(r.PublishedOn) {
		return nil
	}
	from, to := r.PublishedOn.Start(e.Zone()), r.PublishedOn.End(e.Zone())
	const layout = time.RFC3339
	switch {
	case at == nil:
		return fault.Invalid("at", "must be given, as publishedOn is %s, which lies in the future: give %s or a later instant before %s, "+
			"or change publishedOn first",
			*r.PublishedOn, from.Format(layout), to.Format(layout))
	case e.contradicts(r.PublishedOn, *at):
		return fault.Invalid("at", "must fall on publishedOn, which is %s and lies in the future: give %s or a later instant before %s, "+
			"or change publishedOn first",
			*r.PublishedOn, from.Format(layout), to.Format(layout))
	}
	return nil
}
