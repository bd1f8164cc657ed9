# remote-cm: two commands are enough, `make run` and `make test`; both make what they need.

SHELL := /bin/bash
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help

.PHONY: help
help: ## list the commands (the default)
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

.PHONY: run
run: venv ## start everything: databases, web, worker, timetable, watch, phone simulator; Ctrl-C stops it
	@.venv/bin/remote-cm up

.PHONY: test
test: venv ## every check and every test, the browser journeys included, then the count of requirements met
	@.ci/need-chromium.sh
	@$(MAKE) --no-print-directory check
	@$(PYTHON) -m pytest -n 3 --dist loadfile
	@$(MAKE) --no-print-directory requirements

.PHONY: check
check: venv ## style, imports, dependencies, types: quick
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports
	@.venv/bin/deptry .
	@.venv/bin/mypy

.PHONY: requirements
requirements: venv ## which requirements are met, by area, from the tests that last ran and passed
	@$(PYTHON) tests/structure/requirements_report.py

.PHONY: chaos
chaos: venv ## break the running service at random, ten seeds; what was lost, doubled or late stands in a table
	@$(PYTHON) -m tests.chaos.run

.PHONY: probes
probes: venv ## how long danger takes to reach somebody while one thing is broken, fault by fault
	@$(PYTHON) -m tests.chaos.probes

.PHONY: bench
bench: venv ## how quickly danger reaches the provider while ordinary texts come in
	@$(PYTHON) -m tests.benchmarks.run

.PHONY: pictures
pictures: venv ## take the pictures of docs/images anew, from the running demo
	@.ci/need-chromium.sh
	@$(PYTHON) -m tests.journeys.pictures

.PHONY: venv
venv: ## make .venv with the locked dependencies, or see that it is whole
	@.ci/make-venv.sh
