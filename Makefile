# Everything a newcomer needs is `make run` and `make test`. `make help` lists the rest, docs/setup.md explains it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.PHONY: help prepare run test lint format i18n bench try-feed shell psql stop reset clean distclean

# runs a script of ours, or Odoo, with the project's Python, PostgreSQL and environment
ENV := eval "$$(scripts/bootstrap.sh env)"
export DB_NAME ?= hcs_demo
export HTTP_PORT ?= 8069

help:  ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

prepare:  ## Odoo 19, virtual environment and PostgreSQL, whatever of them is missing
	@scripts/bootstrap.sh all

run: prepare  ## the demo hospital on HTTP_PORT (8069), database DB_NAME (hcs_demo)
	@scripts/bootstrap.sh system run
	$(ENV)
	exec python scripts/run_demo.py

test: prepare  ## the whole suite; a part of it by TESTS="tests/visit" ARGS="-k name -x"
	@scripts/bootstrap.sh system test
	$(ENV)
	python scripts/run_tests.py

lint: prepare  ## ruff, pylint-odoo, the OCA checks, XML; changes nothing
	@$(ENV)
	python scripts/lint.py

format: prepare  ## lays the Python files out as make lint wants them
	@$(ENV)
	ruff check --fix --quiet . || true
	ruff format .

i18n: prepare  ## exports the .pot files and brings zh_CN.po up to date with them
	@$(ENV)
	python scripts/translations.py

bench: prepare  ## measures the goals of speed with BENCH_ROWS (1000000) rows
	@$(ENV)
	BENCH_ROWS=$${BENCH_ROWS:-1000000} python scripts/bench.py

try-feed: prepare  ## loads a FHIR export (FEED, default ../shared/data/synthea-10) and follows a year of it up
	@$(ENV)
	python scripts/try_feed.py

shell: prepare  ## Odoo's Python shell on DB_NAME
	@$(ENV)
	exec python scripts/open_database.py shell

psql: prepare  ## SQL on DB_NAME
	@$(ENV)
	exec psql "$$DB_NAME"

stop:  ## ends the private PostgreSQL server
	@scripts/bootstrap.sh pg-stop

reset: prepare  ## drops the demo database; the next make run makes it anew
	@$(ENV)
	python scripts/open_database.py drop

clean: prepare  ## drops the databases of the tests and deletes what caches and test runs left
	@$(ENV)
	python scripts/open_database.py clean
	find . -path ./.odoo -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf
	rm -rf .pytest_cache .ruff_cache .hypothesis test-results

distclean: stop  ## deletes all of it: Odoo, virtual environment, every database
	@rm -rf "$${ODOO_DEV_DIR:-.odoo}"
