# Two commands are all the set-up there is: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CITY ?= cities/sample
VAR_DIR ?= var/$(notdir $(patsubst %/,%,$(CITY)))
HOST ?= 127.0.0.1
PORT ?= 8000
SIZES ?= 20k,100k,1m
PARTS ?= http,search,writing
export CITY VAR_DIR HOST PORT

.PHONY: help run compile test sure lint types imports torture bench lock screenshots clean
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: compile ## Serve the site (first time: makes environment, database, sample city); PORT, HOST, CITY=cities/…
	@exec $(BIN)/flask --app wsgi serve

compile: $(VENV)/.run ## Compile the program, for services that may not write beside it (else each start does it again)
	@$(BIN)/python -m compileall -q transparency_site data_loaders sample_city wsgi.py

test: $(VENV)/.dev compile ## The whole test suite, without the long campaigns
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q

sure: lint types imports test ## Everything that must hold before a commit: lint, types, imports, tests

lint: $(VENV)/.dev ## ruff
	@$(BIN)/ruff check .

types: $(VENV)/.dev ## mypy
	@$(BIN)/mypy

imports: $(VENV)/.dev ## import-linter: imports run one way
	@$(BIN)/lint-imports

torture: $(VENV)/.dev large-uploads ## The long campaigns of docs/campaigns.md (about two hours); TORTURE_CASES, TORTURE_KILLS
	@NOTIFY_KILLS=50 TORTURE_SEARCHES=10000 TORTURE_PUBLICATIONS=100 TORTURE_CASES=$${TORTURE_CASES:-2000} TORTURE_WORKER_KILLS=50 TORTURE_POSTGRESQL_KILLS=15 TORTURE_ADDRESSES=200 TORTURE_DISK=0 TORTURE_POWER=5000 TORTURE_SITE=1 TORTURE_KILLS=$${TORTURE_KILLS:-200} $(BIN)/python -m pytest -q -rP \
	  tests/acceptance/test_swapped_units.py tests/acceptance/test_changed_digits.py tests/acceptance/test_kills.py \
	  tests/store/test_killing.py tests/store/test_failing_disk.py tests/store/test_power_loss.py tests/bureau/test_jobs.py tests/notifications/test_kills.py tests/data_loaders/test_hostile_uploads.py tests/acceptance/test_hostile_uploads.py tests/acceptance/test_clerks_mistakes.py tests/acceptance/test_canaries.py tests/acceptance/test_hostile_searches.py tests/acceptance/test_readers_during_publications.py tests/search tests/api/test_machines.py \
	  tests/open_data/test_one_answer.py tests/open_data/test_as_of_stays.py tests/open_data/test_change_feed.py tests/open_data/test_walks.py tests/open_data/test_streaming.py tests/store/test_backup.py tests/whole_site

bench: $(VENV)/.dev compile ## Measure every goal of docs/performance.md beside Datasette and nginx; SIZES=20k,100k,1m
	@$(BIN)/python -m benchmarks --sizes $(SIZES) --parts $(PARTS)

screenshots: $(VENV)/.dev ## Every page type, width, language and mode, and on paper, to screenshots/ (about ten minutes; SITE=…, ONLY=…)
	@$(BIN)/python -m tests.whole_site.screenshots screenshots $(ONLY)

lock: ## Compile requirements*.in to pinned, hashed requirements*.txt
	@$(BIN)/uv pip compile --generate-hashes -q requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --generate-hashes -q requirements-dev.in -o requirements-dev.txt
	@$(BIN)/uv pip compile --generate-hashes -q requirements-parquet.in -o requirements-parquet.txt

clean: ## Remove what can be made again (environment, caches, var/)
	@rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/.run: requirements.txt
	@echo "准备运行环境（只在第一次）… preparing the environment (first time only)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: large-uploads clerk-pictures
large-uploads: $(VENV)/.dev ## Workbooks of 20,000 and 100,000 rows and a zip of 109 through the pages (LARGE_ROWS), ten minutes
	@LARGE_ROWS="$${LARGE_ROWS:-20000 100000}" QUARTER_ZIP=1 $(BIN)/python -m pytest -q -rP \
	  tests/acceptance/test_large_uploads.py tests/acceptance/test_quarter_zip.py

clerk-pictures: $(VENV)/.dev ## The pictures of docs/clerk.md, taken by the browser test that walks the clerk's way
	@CLERK_PICTURES=docs/images/clerk $(BIN)/python -m pytest -q tests/browser/test_clerks_way.py
