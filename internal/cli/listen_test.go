package cli

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pressgraph/internal/httpd"
	"pressgraph/internal/store/storetest"
)

// issue writes a certificate for localhost with its key, as if at a time.
func issue(t *testing.T, folder, name string, at time.Time) (cert, key string) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, about, about, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: signed}, key: {Type: "PRIVATE KEY", Bytes: plain}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

type steady struct{}

func (steady) Versions(context.Context) (int64, int64, error) { return 1, 1, nil }

// listen serves until the test ends, and returns where.
func listen(t *testing.T, s settings, log *slog.Logger) string {
	t.Helper()
	a := &app{settings: s}
	encryption, err := a.encryption(log)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- a.answer(ctx, listener, encryption, httpd.New(httpd.Config{Store: steady{}, Log: log}), log)
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return listener.Addr().String()
}

// ask asks for the readiness over a connection of its own, by the protocols given.
func ask(t *testing.T, url string, protocols *http.Protocols) *http.Response {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, Protocols: protocols}
	defer transport.CloseIdleConnections()
	answer, err := (&http.Client{Transport: transport, Timeout: time.Minute}).Get(url)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer
}

func speaking(set func(*http.Protocols, bool)) *http.Protocols {
	protocols := new(http.Protocols)
	set(protocols, true)
	return protocols
}

func TestProtocols(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	cert, key := issue(t, t.TempDir(), "first", time.Now())
	plain := "http://" + listen(t, settings{}, log) + "/readyz"
	encrypted := "https://" + listen(t, settings{listening: listening{tlsCert: cert, tlsKey: key}}, log) + "/readyz"
	for _, tt := range []struct {
		name, url string
		protocols *http.Protocols
		want      int
	}{
		{"HTTP/1.1", plain, speaking((*http.Protocols).SetHTTP1), 1},
		{"HTTP/2 without encryption", plain, speaking((*http.Protocols).SetUnencryptedHTTP2), 2},
		{"HTTPS/1.1", encrypted, speaking((*http.Protocols).SetHTTP1), 1},
		{"HTTPS/2", encrypted, speaking((*http.Protocols).SetHTTP2), 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ask(t, tt.url, tt.protocols)
			if got.StatusCode != 200 || got.ProtoMajor != tt.want {
				t.Errorf("answered %d by %s", got.StatusCode, got.Proto)
			}
			if strict := got.Header.Get("Strict-Transport-Security"); (strict != "") != strings.HasPrefix(tt.url, "https:") {
				t.Errorf("Strict-Transport-Security is %q", strict)
			}
		})
	}
}

func TestHeadersAreBounded(t *testing.T) {
	t.Parallel()
	address := "http://" + listen(t, settings{}, slog.New(slog.DiscardHandler)) + "/readyz"
	for size, want := range map[int]int{32 << 10: http.StatusOK, 80 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		request, err := http.NewRequest(http.MethodGet, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Long", strings.Repeat("x", size))
		answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("a header of %d bytes is answered %d, want %d", size, answer.StatusCode, want)
		}
	}
}

func TestRenewedCertificates(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	cert, key := issue(t, folder, "first", time.Now().Add(-time.Hour))
	var written storetest.Log
	address := "https://" + listen(t, settings{listening: listening{tlsCert: cert, tlsKey: key}}, slog.New(slog.NewTextHandler(&written, nil))) + "/readyz"
	presented := func() string {
		return ask(t, address, speaking((*http.Protocols).SetHTTP1)).TLS.PeerCertificates[0].Subject.CommonName
	}
	if got := presented(); got != "first" {
		t.Fatalf("presents %s", got)
	}
	if err := os.WriteFile(key, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := presented(); got != "first" {
		t.Errorf("presents %s while the key is being written, want the first", got)
	}
	presented()
	issue(t, folder, "second", time.Now())
	if got := presented(); got != "second" {
		t.Errorf("presents %s after the renewal, want the second", got)
	}
	if err := os.Remove(cert); err != nil {
		t.Fatal(err)
	}
	if got := presented(); got != "second" {
		t.Errorf("presents %s when its file is gone, want the second", got)
	}
	for sentence, times := range map[string]int{"goes on with the certificate it has": 2, "took up the renewed certificate": 1} {
		if n := strings.Count(written.String(), sentence); n != times {
			t.Errorf("the log says %q %d times, want %d:\n%s", sentence, n, times, written.String())
		}
	}
}
