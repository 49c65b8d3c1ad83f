# demo, test, lint, bench: each alone, from a fresh clone, with Python >= 3.11 and make.
# The virtual environment is built by uv where it is installed, else by venv and pip.

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint bench clean

demo: $(VENV)/.run
	$(BIN)/outreach demo

test: $(VENV)/.dev
	OUTREACH_REQUIRE_ALL=$(REQUIRE_ALL) $(BIN)/python -m coverage run -m pytest $(ARGS)
	@$(BIN)/python -m coverage combine -q && $(BIN)/python -m coverage report --format=total | sed 's/^/branch coverage, percent: /'

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/import_list.py
	$(BIN)/python benchmarks/sending.py

$(VENV)/.venv: Makefile
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found; please install one."; exit 1; }
	@if command -v uv >/dev/null 2>&1; then uv venv --clear -q -p $(PYTHON) $(VENV); else \
		$(PYTHON) -m venv --clear $(VENV) && $(BIN)/python -m pip install -q --upgrade "pip>=25.1"; fi
	@touch $@

$(VENV)/.run: $(VENV)/.venv pyproject.toml constraints.txt
	@echo "Installing outreach into $(VENV) …"
	@if command -v uv >/dev/null 2>&1; then uv pip install -q -p $(BIN)/python -c constraints.txt -e .; else \
		$(BIN)/python -m pip install -q -c constraints.txt -e .; fi
	@$(BIN)/python -m compileall -q $(VENV)/lib outreach >/dev/null || true
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "Installing the test tools into $(VENV) …"
	@if command -v uv >/dev/null 2>&1; then uv pip install -q -p $(BIN)/python -c constraints.txt --group dev; else \
		$(BIN)/python -m pip install -q -c constraints.txt --group dev; fi
	@$(BIN)/python -m compileall -q $(VENV)/lib >/dev/null || true
	@touch $@

clean:
	rm -rf $(VENV) build dist .coverage* .hypothesis .mypy_cache .ruff_cache .import_linter_cache outreach-demo
