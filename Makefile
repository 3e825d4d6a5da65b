# make run    set everything up and start it      make chat   talk to it in this terminal
# make test   everything CI checks                make help   all targets
.DEFAULT_GOAL := help
SHELL := bash
PY := .venv/bin/python

help:            ## what there is
	@grep -hE '^[a-z-]+: .*##|^[a-z-]+:  *##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup:           ## both environments, from the lock files
	@./setup

run: setup       ## set up, migrate, train, start, wait until ready
	@$(PY) -m local.run

chat:            ## talk to it: ROUTINE=faerder TEACHER=2 TODAY=2026-08-24 FILE=messages.txt
	@$(PY) -m local.chat $(if $(ROUTINE),--routine $(ROUTINE)) $(if $(TEACHER),--teacher $(TEACHER)) $(if $(TODAY),--today $(TODAY)) $(if $(FILE),--file $(FILE))

.PHONY: help setup run chat
