// Package newsroom knows what editors do with releases, partners, initiatives
// and topics: each use case is one transaction. It knows nothing of GraphQL or HTTP.
package newsroom
