package migrate

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
	"pressgraph/migrations"
)

// kernel is the kernel of change as a program has it. The zero value is none.
type kernel struct {
	// number grows with every change of the text.
	number int
	digest string
	// objects lists what it consists of, none before what it needs. To write all
	// that takes longer than to find that a database has it.
	objects func() []changelog.Object
}

// kernelDigest stands for the whole text of a kernel.
func kernelDigest(objects []changelog.Object) string {
	text := sha256.New()
	for _, o := range objects {
		text.Write([]byte(o.Text + ";\n"))
	}
	return "h1:" + base64.StdEncoding.EncodeToString(text.Sum(nil))
}

// errKernelSum is our own mistake, which a test finds before anybody else does.
var errKernelSum = errors.New("the kernel of this program is not the last one of " + migrations.KernelSum + "; run make migration")

// ownKernel returns the kernel of this program.
func ownKernel(engine database.Engine) (kernel, error) {
	text, err := migrations.Kernels()
	if err != nil {
		return kernel{}, err
	}
	sums, err := readKernelSums(text)
	if err != nil {
		return kernel{}, err
	}
	if len(sums) == 0 {
		return kernel{}, errKernelSum
	}
	own := func() []changelog.Object { return changelog.Kernel(engine) }
	return kernel{number: len(sums), digest: sums[len(sums)-1].digests[engine], objects: own}, nil
}

// kernelSum is a line of the file of kernels: a number, and the digest of the
// kernel that has it, by engine.
type kernelSum struct {
	number  int
	digests map[database.Engine]string
}

// readKernelSums reads the file of kernels, whose numbers are 1, 2, ….
func readKernelSums(text string) ([]kernelSum, error) {
	var all []kernelSum
	for line := range strings.Lines(text) {
		sum := kernelSum{digests: map[database.Engine]string{}}
		var sqlite, postgres string
		_, err := fmt.Sscanf(line, kernelLine, &sum.number, &sqlite, &postgres)
		if err != nil || sum.number != len(all)+1 {
			return nil, fmt.Errorf("%s is damaged in line %d", migrations.KernelSum, len(all)+1)
		}
		sum.digests[database.SQLite], sum.digests[database.PostgreSQL] = sqlite, postgres
		all = append(all, sum)
	}
	return all, nil
}

const kernelLine = "%d sqlite %s postgres %s\n"

// RaisedKernel returns the text of the file of kernels with a line for the one
// that the program has now; the same text if that is the last one.
func RaisedKernel(text string) (string, error) {
	sums, err := readKernelSums(text)
	if err != nil {
		return "", err
	}
	sqlite, postgres := kernelDigest(changelog.Kernel(database.SQLite)), kernelDigest(changelog.Kernel(database.PostgreSQL))
	if n := len(sums); n > 0 && sums[n-1].digests[database.SQLite] == sqlite && sums[n-1].digests[database.PostgreSQL] == postgres {
		return text, nil
	}
	return text + fmt.Sprintf(kernelLine, len(sums)+1, sqlite, postgres), nil
}
