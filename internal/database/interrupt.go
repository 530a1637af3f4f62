package database

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"sync"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// interruptible opens connections to SQLite that can be interrupted between two
// of their rows, too: the driver looks at a context until the first row is there,
// and the second may take as long as the whole table.
type interruptible struct{ driver.Connector }

// Connect implements driver.Connector.
func (i interruptible) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := i.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	inner, ok := opened.(session)
	handle := handleOf(opened)
	if !ok || handle == 0 {
		return nil, errors.Join(fmt.Errorf("connection %T cannot be interrupted", opened), opened.Close())
	}
	return &sqliteConn{session: inner, handle: handle}, nil
}

// handleOf returns the handle of SQLite that the driver keeps to itself, or 0.
func handleOf(conn driver.Conn) uintptr {
	value := reflect.ValueOf(conn)
	if value.Kind() != reflect.Pointer || value.Elem().Kind() != reflect.Struct {
		return 0
	}
	field := value.Elem().FieldByName("db")
	if !field.IsValid() || field.Kind() != reflect.Uintptr {
		return 0
	}
	return uintptr(field.Uint())
}

// sqliteConn is a connection with its handle.
type sqliteConn struct {
	session
	handle uintptr
}

// CheckNamedValue implements driver.NamedValueChecker as the driver does.
func (c *sqliteConn) CheckNamedValue(value *driver.NamedValue) error {
	if checker, ok := c.session.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(value)
	}
	return driver.ErrSkip
}

// interrupt makes the statement that runs fail; see
// https://www.sqlite.org/c3ref/interrupt.html.
func (c *sqliteConn) interrupt() {
	tls := libc.NewTLS()
	defer tls.Close()
	sqlite3.Xsqlite3_interrupt(tls, c.handle)
}

// interruptOn interrupts what goes on on the connection when ctx ends, until
// release is called: the connection may have other work by then.
func (c *sqliteConn) interruptOn(ctx context.Context) (release func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	var mu sync.Mutex
	released := false
	stop := context.AfterFunc(ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		if !released {
			c.interrupt()
		}
	})
	return func() {
		stop()
		mu.Lock()
		defer mu.Unlock()
		released = true
	}
}
