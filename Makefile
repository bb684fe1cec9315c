# Everything a developer runs. `make serve` and `make test` need nothing done before them:
# only Python 3.11 or newer, make and git. Set-up happens once, and again when pyproject.toml changes.

VENV  := .venv
BIN   := $(VENV)/bin
READY := $(VENV)/.ready
ARGS  ?=

# The first interpreter on PATH that is new enough; `make PYTHON=/path/to/python` overrides.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
NO_PYTHON = no Python 3.11 or newer on PATH; install one, or say which: make PYTHON=/path/to/python

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup serve test lint types layers check fuzz kill bench docs clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | while IFS="$$(printf '\t')" read -r t d; \
		do printf '  make %-8s %s\n' "$$t" "$$d"; done

setup: $(READY) ## build .venv with Omega (editable) and the tools

$(READY): pyproject.toml
	@echo '==> setting up $(VENV)'
	@test -x $(BIN)/python || "$(or $(PYTHON),$(error $(NO_PYTHON)))" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --upgrade 'pip>=25.1'
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --editable . --group dev
	@$(BIN)/python -m compileall -q protocol runtime server clients
	@$(BIN)/omega eval '"the library is compiled"' >/dev/null
	@touch $(READY)

serve: $(READY) ## start the server on 127.0.0.1:7888 (ARGS='--port 0 …' for more)
	@$(BIN)/omega serve $(ARGS)

test: lint types layers check ## run every check (what CI runs)

lint: $(READY) ## ruff: style, imports, async mistakes
	@echo '==> ruff'
	@$(BIN)/python -m ruff check .

types: $(READY) ## mypy --strict over code and tests
	@echo '==> mypy'
	@$(BIN)/python -m mypy

layers: $(READY) ## import-linter: who may import whom
	@echo '==> import-linter'
	@$(BIN)/lint-imports

check: $(READY) ## pytest only (ARGS='tests/runtime -k name' for a part)
	@echo '==> pytest'
ifneq ($(ARGS),)
	@$(BIN)/python -m pytest $(ARGS)
else
# Two halves side by side, because two cores are what there is; the report of the first is shown when both have ended.
	@$(BIN)/python -m pytest -p no:cacheprovider tests/runtime >$(VENV)/runtime.log 2>&1 & half=$$!; \
		$(BIN)/python -m pytest --ignore=tests/runtime; other=$$?; \
		wait $$half; status=$$?; cat $(VENV)/runtime.log; exit $$((status + other))
endif

fuzz: $(READY) ## fuzz the wire framing for a minute (ARGS for its options)
	@$(BIN)/python -m tests.protocol.fuzz_framer $(or $(ARGS),60)

kill: $(READY) ## kill a server 200 times and look for what is lost (ARGS for its options)
	@$(BIN)/python -m tests.server.killing $(ARGS)

bench: $(READY) ## measure latency, throughput, memory, responsiveness
	@$(BIN)/python -m benchmarks $(ARGS)

docs: $(READY) ## write the generated reference pages in docs/
	@$(BIN)/python docs/generate.py

clean: ## remove .venv and everything built
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
