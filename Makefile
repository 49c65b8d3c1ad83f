# demo, test, lint, bench: each alone, from a fresh clone, with Python >= 3.11 and make.
# The virtual environment is built by uv where it is installed, else by venv and pip.
#
#   make test REQUIRE_ALL=1     fail where a Debian package is missing, instead of skipping
#   make test COVERAGE=1        measure branches while testing
#   make test ARGS=tests/unit   only these
#   make demo PYTHON=python3.13 build the environment from this one

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
INSTALL = $$(command -v uv >/dev/null 2>&1 && echo "uv pip install -q -p $(BIN)/python" \
	|| echo "$(BIN)/python -m pip install -q") -c constraints.txt

# A start without bytecode takes more than twice as long.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test lint bench clean

demo: $(VENV)/.run
	$(BIN)/outreach demo

test: $(VENV)/.dev
	$(if $(REQUIRE_ALL),OUTREACH_REQUIRE_ALL=1) $(BIN)/python -m $(if $(COVERAGE),coverage run -m) pytest $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	set -e; for each in benchmarks/[a-z]*.py; do echo "== $$each"; $(BIN)/python "$$each"; done

clean:
	rm -rf $(VENV) build dist .coverage* .hypothesis .mypy_cache .ruff_cache .import_linter_cache outreach-demo
	find outreach tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +

# No prerequisites: an environment that works is kept, one whose Python is gone is built anew.
$(BIN)/python:
	@rm -rf $(VENV); python=; \
	for each in $(PYTHONS); do \
		if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
		then python=$$each; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "outreach needs Python 3.11 or newer, and none of these is one: $(PYTHONS)." >&2; \
		echo "Install it, or name it: make demo PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	echo "Building $(VENV) with $$("$$python" --version) …"; \
	if command -v uv >/dev/null 2>&1; then uv venv -q -p "$$python" $(VENV); \
	else "$$python" -m venv $(VENV); fi || { rm -rf $(VENV); exit 1; }

# --group needs pip 25.1.
$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing outreach into $(VENV) …"
	@command -v uv >/dev/null 2>&1 || $(BIN)/python -m pip install -q --upgrade "pip>=25.1"
	@$(INSTALL) -e .
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib outreach || true
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "Installing the test tools into $(VENV) …"
	@$(INSTALL) --group dev
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib outreach || true
	@touch $@
