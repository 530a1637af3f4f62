// Package newsroom knows what editors do with releases, partners, initiatives
// and topics: each use case is one transaction. It knows nothing of GraphQL or HTTP.
//
// Whatever a client can get wrong is complained about here, all of it at once,
// each complaint with the path of its field as in input.names[0].text.
package newsroom
