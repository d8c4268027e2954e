# `make run` starts the bot, or a chat in the terminal where no token is set; `make test` checks everything.
# TORCH_INDEX: address of a package index with CPU builds of torch, where the default one brings CUDA.
VENV := .venv
PYTHON ?= python3
PIP := $(VENV)/bin/pip --disable-pip-version-check -q
PIP_ARGS := -c requirements.lock $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

.PHONY: run test bench lock clean

run: $(VENV)/.installed
	@$(VENV)/bin/vestovoy run

test: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest -n 4 --dist worksteal

bench: $(VENV)/.installed-dev
	$(VENV)/bin/python -m tests.bench

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Vestovoy needs Python 3.11 or newer; name one: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: pyproject.toml requirements.lock | $(VENV)/bin/python
	@echo "Installing (once, some minutes) …" >&2
	@$(PIP) install $(PIP_ARGS) -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml requirements.lock | $(VENV)/bin/python
	@echo "Installing (once, some minutes) …" >&2
	@$(PIP) install $(PIP_ARGS) -e '.[dev]'
	@touch $@ $(VENV)/.installed

lock: $(VENV)/.installed-dev
	$(VENV)/bin/pip freeze --exclude-editable | sed 's/+cpu$$//' > requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
