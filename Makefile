# Table of contents of the project: `make help`. Needs make, npm with any Node, and for the kit: Go and root.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# Node 24 is one of the development packages, whatever the machine has.
node := node_modules/.bin/node
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

FOLDER ?= plan
.PHONY: chaos soak mutate help demo test test-fast suites kit kit-status engine engine-stop types lint format unit process bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: node_modules/.ready ## deploy TaskFlow on Minikube by the pipeline, prove it, clean up (KEEP=1: let it run until Ctrl-C)
	@$(node) scripts/demo.ts

test: node_modules/.ready ## everything: sets up what it needs, runs every suite, prints planned and actual
	@$(node) scripts/suites.ts

test-fast: node_modules/.ready ## what needs no cluster, in under a minute
	@$(node) scripts/suites.ts --fast

suites: node_modules/.ready ## the suites and what each is planned to take
	@$(node) scripts/suites.ts --list

kit: node_modules/.ready ## build the offline kit: programs, node image and base images, from package registries alone
	@$(node) offline/kit.ts build

kit-status: node_modules/.ready ## every part of the kit and whether it is built
	@$(node) offline/kit.ts status

engine: ## start a Docker Engine where none answers
	@offline/engine start

engine-stop: ## stop the Docker Engine that was started from here
	@offline/engine stop

types: node_modules/.ready ## type-check
	@$(node) node_modules/typescript/bin/tsc -p tsconfig.json --noEmit

lint: node_modules/.ready ## formatting and lint rules
	@biome check .

format: node_modules/.ready ## rewrite what the formatter can
	@biome check --write .

unit: node_modules/.ready ## tests of pure functions
	@$(node) scripts/suites.ts unit

process: node_modules/.ready ## tests with real small processes
	@$(node) scripts/suites.ts process

bench: node_modules/.ready ## every figure that the product promises beside its goal: make bench ROWS='cold warm' PAIRS=3
	@$(node) scripts/bench.ts --pairs $(or $(PAIRS),3) $(ROWS)

chaos: node_modules/.ready ## disturb runs at random moments; goes on where it ended: make chaos RUNS=100 SEED=1 (ONLY=7 repeats one)
	@$(node) scripts/endurance.ts chaos --runs $(or $(RUNS),100) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

soak: node_modules/.ready ## many runs on one cluster, good ones and bad: same verdicts, and nothing grows: make soak RUNS=50
	@$(node) scripts/endurance.ts soak --runs $(or $(RUNS),50)

mutate: node_modules/.ready ## mutation test of one pure folder: make mutate FOLDER=config (minutes; half an hour for diagnosis)
	@FOLDER=$(FOLDER) npx --yes --package @stryker-mutator/core@9.6.1 --package @stryker-mutator/jest-runner@9.6.1 stryker run scripts/mutate/stryker.config.mjs

clean: ## remove what was built in this checkout (kits live outside: node offline/kit.ts clean)
	rm -rf node_modules lib reports

node_modules/.ready: package-lock.json
	@command -v npm > /dev/null || { \
	  echo 'make: npm is missing. Install Node.js (any version from 18, https://nodejs.org); it brings Node 24 for this project.' >&2; exit 1; }
	@mkdir -p .cache; exec 9> .cache/npm.lock; if command -v flock > /dev/null; then flock 9; fi; \
	  if [ $@ -nt $< ]; then exit 0; fi; echo 'installing development packages ...'; \
	  npm ci --no-fund --no-audit --loglevel=error 9>&- && touch $@ || { \
	  echo 'make: npm could not install the packages that package-lock.json names; what it said is above.' >&2; exit 1; }
