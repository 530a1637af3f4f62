# make help lists what there is to do. The steps themselves are in .ci/run, so
# that they are the same here and in CI.

.DEFAULT_GOAL := help
.PHONY: help run build generate migration fmt check lint test race web web-test pictures bench bench-go bench-requests soak ci

BENCH    ?= .
FUZZTIME ?= 2m

# What make bench serves; BENCH_FLAGS are flags of the load tool.
BENCH_RELEASES ?= 100000
BENCH_DATABASE ?= sqlite:.cache/bench-$(BENCH_RELEASES).db

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## serve on http://localhost:8080
	go run .

build: ## build ./pressgraph
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o pressgraph .

generate: ## bring all generated code up to date
	go generate ./...

migration: ## write the migration NAME of both engines (needs PostgreSQL's programs)
	@[ -n '$(NAME)' ] || { echo 'make migration NAME=what_changes'; exit 1; }
	go run ./migrations/make '$(NAME)'

fmt: ## format what people write
	gofmt -w *.go ent graph internal migrations web/*.go

check: ## all of CI but the race detector
	.ci/run format generated vet lint test

lint: ## run the linters (the first time builds them)
	.ci/run lint

test: ## run the tests
	.ci/run test

race: ## run the tests under the race detector
	.ci/run race

web: ## build the pages for browsers (needs Node)
	.ci/run web_build

web-test: ## drive the pages in Chromium
	.ci/run web_test

pictures: ## draw the bundled pictures from their SVG again (needs Node and Chromium)
	@[ -d web/node_modules ] || .ci/run web_install
	cd web && node build/pictures.mjs

bench: ## measure a server under load (ten minutes, and as many to fill BENCH_DATABASE)
	@mkdir -p .cache
	go run ./internal/loadtest/cmd --database '$(BENCH_DATABASE)' --releases $(BENCH_RELEASES) $(BENCH_FLAGS)

bench-go: ## run the benchmarks in Go that BENCH matches
	go test -run '^$$' -bench '$(BENCH)' -benchmem ./...

bench-requests: ## print the tables of docs/benchmarks.md for single requests (ten minutes)
	PRESSGRAPH_BENCH_TABLE=1 go test ./graph -run '^TestRequestTable$$' -v -count=1 -timeout 1h

# PRESSGRAPH_SOAK=1 tells the tests that have a short form to run their whole one,
# without the detector: it sees the same code in the short forms, and is an order slower.
soak: ## run the long forms of the tests, then every fuzz test for FUZZTIME
	PRESSGRAPH_SOAK=1 go test -count=1 -timeout 4h ./...
	PRESSGRAPH_SOAK=1 .ci/run web_test
	@grep -rE --include='*_test.go' -o '^func Fuzz[A-Za-z0-9]+' graph internal | sed 's/:func / /' | \
	while read -r file name; do \
		go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")" || exit 1; \
	done

ci: ## what CI does, from beginning to end
	.ci/run
