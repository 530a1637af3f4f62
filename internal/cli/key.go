package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"pressgraph/ent/db"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/store"
)

func (a *app) keyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Make, list and revoke the keys of the API",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return errors.New("key: name one of create, list and revoke") },
	}
	cmd.AddCommand(a.keyCreateCommand(), a.keyListCommand(), a.keyRevokeCommand())
	return cmd
}

func (a *app) keyCreateCommand() *cobra.Command {
	var name string
	var expires time.Duration
	role := choice{allowed: lowered(access.Role("").Values())}
	cmd := &cobra.Command{
		Use:   "create --name N --role R",
		Short: "Make a key and print its secret, this once",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// PRESSGRAPH_NAME is what the newsroom is called.
			if !cmd.Flags().Changed("name") || a.fromEnv["name"] != "" {
				return errors.New("--name must be given: whom or what the key is for")
			}
			if role.value == "" {
				return fmt.Errorf("--role must be given: one of %s", strings.Join(role.allowed, ", "))
			}
			if expires < 0 {
				return fmt.Errorf("%s must not be negative", a.source("expires"))
			}
			return a.withKeys(cmd, func(ctx context.Context, st *store.Store) error {
				return a.createKey(ctx, st, name, access.Role(strings.ToUpper(role.value)), expires)
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "whom or what it is for; the actor of what is changed with it")
	cmd.Flags().Var(&role, "role", "what its holder may do: "+strings.Join(role.allowed, ", "))
	cmd.Flags().DurationVar(&expires, "expires", 0, "how long it is good for, such as 720h; without end where it is left out")
	return cmd
}

func (a *app) createKey(ctx context.Context, st *store.Store, name string, role access.Role, expires time.Duration) error {
	in := keys.CreateInput{Name: name, Role: role}
	if expires > 0 {
		at := st.Now().Add(expires)
		in.ExpiresAt = &at
	}
	_, secret, err := keys.Create(ctx, st, in)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, secret)
	return err
}

func (a *app) keyListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List all keys, the newest first",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withKeys(cmd, func(ctx context.Context, st *store.Store) error {
				all, err := keys.All(ctx, st)
				if err != nil {
					return err
				}
				if asJSON {
					return a.printKeysJSON(all)
				}
				return a.printKeys(all, st.Now())
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON list")
	return cmd
}

func (a *app) keyRevokeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "revoke ID",
		Short: "Refuse a key from now on, on every server",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, secret := access.ReadKey(args[0]); secret {
				return errors.New("that is a key's secret, which revokes nothing; " +
					"key list names the ids, and revoke this one, as it may have been seen")
			}
			t, id, err := content.ParseGlobalID(args[0])
			if err != nil || t != content.NodeAPIKey {
				return fmt.Errorf("%q is not the id of a key; key list names them", args[0])
			}
			return a.withKeys(cmd, func(ctx context.Context, st *store.Store) error {
				key, err := keys.Revoke(ctx, st, id)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.out, "revoked %s (%s, %s)\n", key.Prefix, key.Name, strings.ToLower(string(key.Role)))
				return err
			})
		},
	}
}

// withKeys opens the database for work on its keys.
func (a *app) withKeys(cmd *cobra.Command, do func(context.Context, *store.Store) error) error {
	return a.onStore(cmd, "key", do)
}

// listedKey is a key in JSON, named as in the API.
type listedKey struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Role       access.Role `json:"role"`
	Prefix     string      `json:"prefix"`
	CreatedAt  time.Time   `json:"createdAt"`
	ExpiresAt  *time.Time  `json:"expiresAt"`
	LastUsedAt *time.Time  `json:"lastUsedAt"`
	RevokedAt  *time.Time  `json:"revokedAt"`
}

func (a *app) printKeysJSON(keys []*db.APIKey) error {
	all := make([]listedKey, len(keys))
	for i, key := range keys {
		all[i] = listedKey{
			ID: content.GlobalID(content.NodeAPIKey, key.ID), Name: key.Name, Role: key.Role, Prefix: key.Prefix,
			CreatedAt: key.CreatedAt.UTC(), ExpiresAt: inUTC(key.ExpiresAt), LastUsedAt: inUTC(key.LastUsedAt), RevokedAt: inUTC(key.RevokedAt),
		}
	}
	encoder := json.NewEncoder(a.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(all)
}

func inUTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	utc := t.UTC()
	return &utc
}

func (a *app) printKeys(keys []*db.APIKey, now time.Time) error {
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	// Flush tells of errors.
	_, _ = fmt.Fprintln(table, "ID\tPREFIX\tROLE\tNAME\tLAST USED\tSTATE")
	for _, key := range keys {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", content.GlobalID(content.NodeAPIKey, key.ID), key.Prefix,
			strings.ToLower(string(key.Role)), key.Name, minute(key.LastUsedAt, "never"), stateOf(key, now))
	}
	return table.Flush()
}

func stateOf(key *db.APIKey, now time.Time) string {
	switch {
	case key.RevokedAt != nil:
		return "revoked " + minute(key.RevokedAt, "")
	case key.ExpiresAt == nil:
		return "valid"
	case key.ExpiresAt.After(now):
		return "valid until " + minute(key.ExpiresAt, "")
	default:
		return "expired " + minute(key.ExpiresAt, "")
	}
}

func minute(t *time.Time, none string) string {
	if t == nil {
		return none
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}
