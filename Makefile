# One entry for people and for CI. `make help` lists the targets.
SHELL := /bin/bash
export UV_PYTHON_DOWNLOADS := never
PYTHON ?= python3
BOOT   := .venv-boot/bin
BIN    := .venv/bin
UV     := $(BOOT)/uv -q

.PHONY: help demo test test-long test-deps lint types check lock spark neo4j bench docs clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.stamps/boot:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "contactgraph needs Python 3.11 or later: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv-boot && $(BOOT)/pip install -q --disable-pip-version-check uv==0.13.9
	@test -x $(BIN)/python || $(UV) venv --python $(PYTHON) .venv
	@mkdir -p .stamps && touch $@

.stamps/run: .stamps/boot requirements.lock pyproject.toml
	@$(UV) pip install --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --python $(BIN)/python --no-deps -e .
	@touch $@

.stamps/dev: .stamps/run requirements-dev.lock
	@$(UV) pip install --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

.stamps/spark .stamps/sail: .stamps/%: .stamps/boot requirements-%.lock
	@test -x .venv-$*/bin/python || $(UV) venv --python $(PYTHON) .venv-$*
	@$(UV) pip install --python .venv-$*/bin/python --require-hashes -r requirements-$*.lock
	@touch $@

demo: .stamps/run ## A seeded city of 20,000: ingest, two positives, trace, list, a page to look at (under 3 minutes)
	@$(BIN)/contactgraph demo demo-city

test: .stamps/dev .stamps/sail $(if $(shell command -v java),.stamps/spark) ## The whole suite; what is missing (JDK and Maven, Chromium) is named and skipped, in CI it fails
	@$(MAKE) --no-print-directory lint types
	@$(BIN)/python -m pytest -q -n 2

test-long: .stamps/dev .stamps/sail $(if $(shell command -v java),.stamps/spark) ## The whole suite with 10,000 random cases and 100 kills
	@CONTACTGRAPH_LONG=1 $(BIN)/python -m pytest -q -n 2

test-deps: ## Install what the whole suite needs beyond Python on Debian (JDK, Maven, Chromium)
	@tests/install-deps

lint: .stamps/dev ## Format and lint check
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .
	@! grep -nE 'https?://' requirements*.lock || { echo "a lock names a package host" >&2; exit 1; }

types: .stamps/dev ## mypy, strict
	@$(BIN)/mypy

lock: .stamps/boot ## Resolve the dependencies anew
	@$(UV) pip compile --universal --generate-hashes --no-header pyproject.toml -o requirements.lock
	@$(UV) pip compile --universal --generate-hashes --no-header pyproject.toml --group dev -o requirements-dev.lock
	@for group in spark sail; do $(UV) pip compile --universal --generate-hashes --no-header --python-version 3.11 --group $$group -o requirements-$$group.lock; done

spark: .stamps/spark .stamps/sail ## Environments for Spark (.venv-spark) and Sail (.venv-sail)

neo4j: .stamps/dev ## Start a local Neo4j Community for trying things; prints the settings, Ctrl-C stops it
	@$(BIN)/python tests/local_neo4j.py

bench: .stamps/dev ## Rings, reach and ingest beside DuckDB and the touch floor, in one run
	@$(BIN)/python -m benchmarks.engine && $(BIN)/python -m benchmarks.ingest

docs: .stamps/dev ## Write the generated reference pages anew
	@$(BIN)/python -m api.docs docs/reference

clean: ## Remove environments, stamps and the demo
	@rm -rf .venv .venv-boot .venv-spark .venv-sail .stamps demo-city
