package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// writeOut lets write fill what is called name, and reports whether that is a
// file of its own and not what the program writes its results to anyhow.
//
// A regular file is replaced in one step, when all is written, so that there is
// the old one or the whole new one; only its owner may read it. A link is
// followed. Devices and pipes are written to, as nothing else can be done with
// them. Anything else is refused.
func (a *app) writeOut(ctx context.Context, name string, write func(io.Writer) error) (apart bool, err error) {
	about, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return true, fmt.Errorf("%s: %w", name, plainPathError(err))
	case a.isOut(about):
		return false, write(a.out)
	case about.IsDir():
		return true, fmt.Errorf("%s is a folder", name)
	case about.Mode()&(fs.ModeDevice|fs.ModeNamedPipe) != 0:
		return true, writeInto(ctx, name, write)
	case !about.Mode().IsRegular():
		return true, fmt.Errorf("%s is not a file that can be written", name)
	}
	if err := replace(name, write); err != nil {
		return true, fmt.Errorf("%s: %w", name, err)
	}
	return true, nil
}

// isOut reports whether a file is the program's standard output by another name.
func (a *app) isOut(about fs.FileInfo) bool {
	out, ok := a.out.(*os.File)
	if !ok {
		return false
	}
	its, err := out.Stat()
	return err == nil && os.SameFile(its, about)
}

// replace writes a file beside the one that it replaces then.
func replace(name string, write func(io.Writer) error) (err error) {
	place, err := followed(name)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(place), filepath.Base(place)+".*.part")
	if err != nil {
		return plainPathError(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name()) // It may have its name already.
		}
	}()
	if err = write(file); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return plainPathError(os.Rename(file.Name(), place))
}

// followed returns where the links lead that a name may consist of; there need
// not be anything yet.
func followed(name string) (string, error) {
	const most = 40 // as the kernel has it
	for range most {
		target, err := os.Readlink(name)
		if err != nil {
			return name, nil //nolint:nilerr // it is no link
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(name), target)
		}
		name = target
	}
	return "", errors.New("too many links lead from one to the next")
}

// writeInto writes to a device or pipe.
func writeInto(ctx context.Context, name string, write func(io.Writer) error) error {
	file, err := openPipe(ctx, name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, plainPathError(err))
	}
	return errors.Join(write(file), file.Close())
}

// openPipe waits until somebody reads the pipe. To open it plainly would wait as
// well, but whatever becomes of ctx.
func openPipe(ctx context.Context, name string) (*os.File, error) {
	const pause = 20 * time.Millisecond
	for {
		file, err := os.OpenFile(name, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if !errors.Is(err, syscall.ENXIO) {
			return file, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}
