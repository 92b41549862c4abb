# make programme   run every scenario of the default pack and write charts, tables and a page to leaf through
# make test        style, types, tests and notebooks
# make charts-check every chart in every language and size: no text cut off or overlapping
# make lock        renew requirements.lock
# Needs Python 3.11 or newer with venv, and make. PYTHON, OUT, LANGUAGE and SIZE may be set:
# make programme LANGUAGE=ru (or kk, or all) SIZE=slide (or page)

PYTHON ?= python3
OUT ?= out
# Not taken from the environment, where LANGUAGE is the reader's locale.
LANGUAGE := en
SIZE ?= column
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check
INPUTS := pyproject.toml requirements.lock

.PHONY: help programme test charts-check lock clean
help:
	@grep -E '^# make' Makefile | sed 's/^# //'

$(VENV)/created:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=/path/to/python3" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

# Stamps: nothing is installed again until the lock or pyproject.toml changes.
$(VENV)/installed: $(VENV)/created $(INPUTS)
	$(PIP) install --quiet -c requirements.lock -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/created $(INPUTS)
	$(PIP) install --quiet -c requirements.lock -e ".[dev]"
	@touch $(VENV)/installed $@

programme: $(VENV)/installed
	$(BIN)/ioscenario programme --out $(OUT) --force --language $(LANGUAGE) --size $(SIZE)

# All of it runs whatever fails first, so that one call tells everything. Tests start many processes,
# which would all compile the package again where nothing compiled is kept. A worker keeps to a run of
# neighbouring tests, which share what they set up, and takes over half of another's rest when it is done.
test: $(VENV)/installed-dev
	@failed=0; unset PYTHONDONTWRITEBYTECODE; \
	echo "ruff check"; $(BIN)/ruff check . || failed=1; \
	echo "mypy"; $(BIN)/mypy || failed=1; \
	for folder in data/*/derive; do \
		if ls $$folder/*.py >/dev/null 2>&1; then \
			echo "mypy $$folder"; $(BIN)/mypy --no-explicit-package-bases $$folder/*.py || failed=1; \
		fi; \
	done; \
	echo "pytest"; $(BIN)/pytest -q -n 2 --dist worksteal --nbmake || failed=1; \
	exit $$failed

charts-check: $(VENV)/installed-dev
	$(BIN)/python -W ignore -m tests.charts.everything

# Versions for every platform and Python from 3.11 on; also serves as pip constraints.
lock: $(VENV)/created
	@test -x $(BIN)/uv || $(PIP) install --quiet "uv>=0.4.20"
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade \
		--no-config --custom-compile-command "make lock" --output-file requirements.lock --quiet

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
