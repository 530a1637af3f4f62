// Package newsroom knows what editors do with releases, partners, initiatives
// and topics: each use case is one transaction. It knows nothing of GraphQL or HTTP.
//
// Whatever a client can get wrong is complained about here, all of it at once,
// each complaint with the path of its field as in input.names[0].text. Package
// input reads it.
//
// The packages beside it that import, merge, repair and fill a newsroom work in its
// transactions: Edit is one. This package knows none of them.
package newsroom
