// Package input reads what editors give: objects of values, as the API and
// revisions hold them, into values of package content. It complains about all that
// is wrong at once, each complaint with the path of its field, and knows nothing
// of a database: which nodes there are, it is told.
package input
