// Package coherence proves that no answer is stale. Its tests run whole servers
// over one database, change the newsroom through all of them and by foreign SQL
// while others read, cut, delay and deafen their connections, and judge what was
// answered: one server is linearizable, a client that sends X-Content-Version
// never goes back, and nothing is older than two seconds. It knows nothing of how
// servers remember.
package coherence
