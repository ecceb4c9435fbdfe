# The commands of Entente. `make` alone lists them. Everything runs in .venv, made on first use from the lock files.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
TREEBANKS ?= ../shared/treebanks
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-header --group build

.DEFAULT_GOAL := help
.PHONY: help run demo doctor test check fast lint gold backtest bench train-nlp lock clean python

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run ## Start everything: embedded Postgres and Valkey, workers, API (Ctrl-C stops)
	@$(VENV)/bin/entente up

demo: $(VENV)/run ## Replay the bundled archive through the same stack, in three minutes, offline
	@$(VENV)/bin/entente demo

doctor: $(VENV)/run ## Say what is wrong and what to do
	@$(VENV)/bin/entente doctor

test: $(VENV)/dev ## Run all tests
	@$(PY) -m pytest

fast: $(VENV)/dev ## Run the pure tests only (no servers, seconds)
	@$(PY) -m pytest tests/core tests/ingest tests/nlp tests/scoring tests/alerts

lint: $(VENV)/dev ## Check style, types and import contracts
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@PYTHONPATH=. $(VENV)/bin/lint-imports --no-logo

check: lint ## Everything that must hold before a change lands: lint, migrations, tests
	@$(VENV)/bin/entente check-migrations
	@$(PY) -m pytest

gold: $(VENV)/dev ## Measure the coder on the gold sentences: precision and recall
	@$(PY) -m nlp.evaluate --gold ../shared/gold

backtest: $(VENV)/dev ## Run the indices over history, by Entente's own commands, and compare with what happened
	@$(VENV)/bin/entente backtest --data ../shared/data --out var/backtest

bench: $(VENV)/dev ## Measure speed
	@$(PY) -m bench

train-nlp: $(VENV)/dev ## Train the parser and the coder's models anew
	@$(PY) -m nlp.training --treebanks $(TREEBANKS) --out nlp/model

lock: ## Resolve the dependencies anew (needs uv)
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Remove .venv and caches (var/ with your data stays)
	@rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

python:
	@command -v $(PYTHON) >/dev/null || { echo "Entente needs Python 3.11 or newer; there is no $(PYTHON) here. \
	Install it, or say which: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Entente needs Python 3.11 or newer; \
	$(PYTHON) is $$($(PYTHON) -V). Say which to use: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. \
	On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(PY): | python
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements.lock pyproject.toml | $(PY)
	@echo "Installing (hash-checked, a minute or two on the first run) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	@echo "Installing the tools for tests and checks ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
