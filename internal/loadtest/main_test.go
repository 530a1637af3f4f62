package loadtest

import (
	"os"
	"testing"

	"pressgraph/internal/store/storetest"
)

// TestMain makes the tests' binary what the tool is: its own children.
func TestMain(m *testing.M) {
	if code, is := Child(os.Args); is {
		os.Exit(code)
	}
	os.Exit(storetest.Main(m))
}
