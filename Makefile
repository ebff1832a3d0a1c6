# Everything a newcomer runs. Each target installs what it needs first, and does nothing twice.

python = .venv/bin/python
WORKERS ?= 2
# The tests start some two hundred Pythons: where none may keep what it compiled, each compiles us anew.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help demo test test-systems check bench lock install

help:  ## list what make can do
	@echo "Kingpost. What make can do:"
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 24

demo:  ## install, load the example company and open the day; Ctrl-C stops everything
	@sh deploy/install requirements.lock
	@KINGPOST_DATA_DIR="$${KINGPOST_DATA_DIR:-$(CURDIR)/.demo}" $(python) -m kingpost.cli demo

test:  ## every test that needs no other server
	@sh deploy/install requirements-dev.lock
	@sh deploy/browser
	@$(python) -m pytest -n $(WORKERS) --dist loadfile -m "not systems"

test-systems:  ## the same connectors against real Dovecot, Radicale and Redmine, Spark, and the long fault test (root installs them)
	@sh deploy/install requirements-dev.lock
	@$(python) tests/systems/install.py
	@$(python) -m pytest -m systems

check:  ## style, types, layers, documentation, lock files
	@sh deploy/install requirements-dev.lock
	@$(python) -m ruff check .
	@$(python) -m ruff format --check .
	@$(python) -m mypy
	@$(python) -c 'import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())'
	@$(python) -m pytest -q tests/house

bench:  ## measure speed; writes JSON to bench/results and prints a table
	@sh deploy/install requirements-dev.lock
	@$(python) -m bench

install:  ## only install into .venv, with the tools for development
	@sh deploy/install requirements-dev.lock

lock:  ## choose dependency versions anew (needs uv)
	@sh deploy/lock
