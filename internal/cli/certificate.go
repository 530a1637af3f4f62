package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificate is one that is read again when its files change, as it is renewed
// every few weeks. It is safe for concurrent use.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	// read are the times of both files when they were last read.
	read [2]time.Time
}

// openCertificate reads a certificate with its key.
func openCertificate(cert, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, log: log}
	if _, err := c.current(context.Background()); err != nil {
		return nil, err
	}
	return c, nil
}

// current returns the certificate as its files have it now. While they are being
// replaced, and do not belong together, it is the one before.
func (c *certificate) current(ctx context.Context) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	changed, err := c.times()
	if err == nil && c.loaded != nil && changed == c.read {
		return c.loaded, nil
	}
	var loaded tls.Certificate
	if err == nil {
		loaded, err = tls.LoadX509KeyPair(c.cert, c.key)
	}
	switch {
	case err == nil:
		if c.loaded != nil {
			c.log.InfoContext(ctx, "took up the renewed certificate", "until", loaded.Leaf.NotAfter)
		}
		c.loaded = &loaded
	case c.loaded == nil:
		return nil, plainFileError(err)
	case changed != c.read:
		c.log.WarnContext(ctx, "goes on with the certificate it has", "error", plainFileError(err))
	}
	c.read = changed
	return c.loaded, nil
}

// times returns when both files were last written.
func (c *certificate) times() (times [2]time.Time, err error) {
	for i, path := range []string{c.cert, c.key} {
		about, err := os.Stat(path)
		if err != nil {
			return times, err
		}
		times[i] = about.ModTime()
	}
	return times, nil
}

// plainFileError puts into words why a file cannot be read.
func plainFileError(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s: %w", at.Path, at.Err)
	}
	return err
}

// config returns how connections are made with the certificate.
func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.current(hello.Context())
		},
	}
}
