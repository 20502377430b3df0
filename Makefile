# make run opens the room. Everything is installed into .venv and client/node_modules, from the locks.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: help run test faults soak check bench conformance dev docs generate format sbom lock install install-dev page

BIN := .venv/bin

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: page ## Open the room; flags in ARGS, as in: make run ARGS="--host 0.0.0.0"
	@exec $(BIN)/teahouse $(ARGS)

test: install-dev page ## All tests; ARGS go to pytest
	@scripts/test.sh $(ARGS)

faults: install-dev page ## Every fault of docs/reliability.md at length, with the figures; ARGS go to pytest
	@$(BIN)/python -m tests.faults $(ARGS)

soak: install-dev page ## An hour of random faults under all kinds of traffic, judged; ARGS="--minutes 60 --seed N"
	@$(BIN)/python -m tests.soak $(ARGS)

check: install-dev ## Linters, types, layers, generated files, audits
	@scripts/check.sh

bench: install-dev page ## The benchmarks; see docs/performance.md
	@$(BIN)/python -m benchmarks $(ARGS)

conformance: install-dev ## The Autobahn suite of WebSocket tests
	@$(BIN)/python -m benchmarks.conformance $(ARGS)

dev: install-dev ## Server and client, each reloaded when its files change
	@$(BIN)/python scripts/dev.py $(ARGS)

docs: install-dev ## The docs as a site, in English and Chinese: dist/site
	@$(BIN)/python scripts/site_pages.py

generate: install-dev ## Write the generated files anew
	@scripts/generate.sh

format: install-dev ## Put all files into shape
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	@scripts/client.sh biome check --write .

sbom: install-dev ## What a release is made of (CycloneDX), from the locks: dist/sbom.json
	@$(BIN)/python scripts/sbom.py dist/sbom.json

lock: ## The newest versions that pyproject.toml allows (needs uv)
	@scripts/lock.sh

install: .venv/.installed-run
install-dev: .venv/.installed-dev

page: install
	@scripts/page.sh

.venv/.installed-run: requirements/run.txt pyproject.toml
	@scripts/install.sh run

.venv/.installed-dev: requirements/dev.txt pyproject.toml
	@scripts/install.sh dev
