# `make help` lists all. Two commands matter to a newcomer: `make run` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export JURDIL_HOME ?= .jurdil

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test check bench lint types walls fast-tests lock messages

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

$(VENV)/.uv: locks/uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r locks/uv.txt
	@touch $@

$(VENV)/.run: $(VENV)/.uv locks/run.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r locks/run.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.test: $(VENV)/.uv locks/test.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r locks/test.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $(VENV)/.run $@

.venv-bench/.bench: $(VENV)/.uv locks/bench.txt pyproject.toml
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv-bench
	$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --require-hashes -r locks/bench.txt
	$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --no-deps -e .
	@touch $@

setup: $(VENV)/.run ## make the virtual environment from the lock; leaves .venv/bin/jurdil

setup-test: $(VENV)/.test ## the same with what the tests need

run: setup ## run the main job for one kota on real Jakarta data and open the site on localhost:8000
	$(BIN)/jurdil demo --serve

test: setup-test ## install what the tests need and pass all of them on SQLite, and again on PostgreSQL those that use a database
	$(BIN)/python tools/run_tests.py

check: lint types walls fast-tests ## the quick loop: lint, types, walls, fast tests

lint: setup-test ## ruff, and nothing published that looks like a NIK
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: export JURDIL_MODE = test
types: setup-test ## mypy --strict
	$(BIN)/mypy

walls: export JURDIL_MODE = test
walls: setup-test ## imports fall downward, sizes, publication gate
	$(BIN)/lint-imports
	$(BIN)/python tools/walls.py

fast-tests: setup-test ## the tests that take no time
	$(BIN)/pytest -n 2 -m "not slow and not browser"

bench: .venv-bench/.bench ## print every figure that README and docs state (in .venv-bench, with what it compares with)
	.venv-bench/bin/python -m bench

lock: $(VENV)/.uv ## solve the dependencies anew
	$(BIN)/uv pip compile --upgrade --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --no-header -q pyproject.toml --extra site -o locks/run.txt
	$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --no-header -q pyproject.toml --extra site --extra spark --extra test -c locks/run.txt -o locks/test.txt
	$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --no-header -q pyproject.toml --extra site --extra bench -c locks/run.txt -o locks/bench.txt

messages: setup-test ## collect the texts of pages into the English catalogue and compile it
	JURDIL_MODE=test $(BIN)/python tools/messages.py

access: setup-test ## write docs/access.md anew from the marks on verbs and queries
	JURDIL_WRITE_DOCS=1 $(BIN)/pytest -q tests/project/test_access_matrix.py
