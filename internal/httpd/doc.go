// Package httpd knows HTTP: who may ask how much, in which form, and what is
// answered where something goes wrong before the schema is asked. It knows
// nothing of releases or partners, and leaves the meaning of a query to the
// schema it is given.
package httpd
