// Package content knows the plain rules of newsroom content: enums, the status
// machine, slugs, partial dates, money, text and evidence spans. It knows
// nothing of databases, requests or GraphQL.
package content
