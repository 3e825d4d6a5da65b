# make run    set everything up and start it      make chat   talk to it in this terminal
# make test   everything CI checks                make help   all targets
.DEFAULT_GOAL := help
SHELL := bash
unexport PYTHONDONTWRITEBYTECODE # hundreds of processes are started here; each would compile all it imports anew
PY := .venv/bin/python
TWO := -n 2 --dist worksteal # on two processes, each with a whole world of its own

help:            ## what there is
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup:           ## make both environments from the lock files
	@./setup

run: setup       ## set up, migrate, train, start, wait until ready
	@$(PY) -m local.run

chat:            ## talk to it: ROUTINE=faerder TEACHER=2 TODAY=2026-08-24 FILE=messages.txt
	@$(PY) -m local.chat $(if $(ROUTINE),--routine $(ROUTINE)) $(if $(TEACHER),--teacher $(TEACHER)) $(if $(TODAY),--today '$(TODAY)') $(if $(FILE),--file '$(FILE)')

check: setup     ## format, linters, strict types
	@$(PY) -m local.web check
	@.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/mypy
	@.venv/bin/bandit -q -ll -r api actions channels local routine_tools bot/*.py # what is low is ruff S, with its reasons; bot/.venv is not ours

audit: setup     ## known holes in what we depend on; says so when no list of them can be reached, and fails then
	@.venv/bin/pip-audit --strict --local --progress-spinner off || { echo "pip-audit did not find everything in order, or reached no list of holes: nothing was proved."; exit 1; }
	@if [ -f web/package-lock.json ]; then .venv/bin/npm audit --prefix web || { echo "npm audit did not find everything in order, or reached no list of holes: nothing was proved."; exit 1; }; fi

test: setup      ## all tests, conversations through the real trained model included
	@$(PY) -m local.model & trains=$$!; $(MAKE) --no-print-directory check || { kill $$trains; exit 1; }; wait $$trains # side by side: each has one core
	@$(PY) -m local.validate
	@$(PY) -m pytest $(TWO) tests/engine --cov
	@$(PY) -m pytest $(TWO) --ignore=tests/engine --ignore=tests/browser
	@$(PY) -m pytest $(TWO) tests/browser # a browser that is driven holds the loop other tests run in

soak: setup      ## 1000 answers while processes are killed, 10 000 random turns, 1000 courses of commands (long: not for CI)
	@ANSWERS=1000 $(PY) -m pytest tests/conversations/test_kill.py -s
	@ROUNDS=40 $(PY) -m pytest tests/conversations/test_fleet.py -s
	@TURNS=10000 $(PY) -m pytest tests/conversations/test_random_walk.py -s
	@EXAMPLES=100 $(PY) -m pytest tests/api/test_fuzz.py -s
	@COURSES=1000 $(PY) -m pytest tests/routines/test_commands.py -s

bench: setup     ## time of a turn beside a plain Rasa form bot, as ratios of one run; TRAIN=1 times training too
	@$(PY) -m bench $(if $(TRAIN),--train)

nlu-report: setup ## what classifier and judge decide on the evaluation messages: SET=file JSON=file
	@$(PY) -m nlu_report $(if $(SET),--set $(SET)) $(if $(JSON),--json $(JSON))

hearing-report: setup ## courses of events through the whole dialogue: SET=courses.yaml (or messages.jsonl) JSON=file
	@$(PY) -m hearing_report $(if $(SET),--set $(SET)) $(if $(JSON),--json $(JSON))

.PHONY: help setup run chat check audit test soak bench nlu-report hearing-report
