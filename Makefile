# `make` lists what can be done. Each target prepares what it needs by itself.
.DEFAULT_GOAL := help
SEED := 1
ACTIONS := 10000
.PHONY: help setup setup-dev run central counters test torture lint format bench bench-biometrics bench-scan screenshots papers figures journey package package-check lock clean

PY := .venv/bin/python
# With bytecode kept, the program starts in half the time.
unexport PYTHONDONTWRITEBYTECODE
OFFSCREEN := QT_QPA_PLATFORM=offscreen

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## System libraries, virtual environment and pinned packages
	@tools/setup.sh runtime

setup-dev:
	@tools/setup.sh dev

run: setup ## Open the program on a demonstration office (a simulated day where there is no screen)
	@$(PY) -m desktop demo

central: setup-dev ## The centre of all offices, to try out: prints its address and codes (FOLDER=, ARGS=--tls)
	@$(PY) -m tools.central $(if $(FOLDER),--folder $(FOLDER)) $(ARGS)

counters: setup-dev ## Two programs at one office's server, to try out; CODE= links it with the centre
	@$(PY) -m tools.counters $(if $(CODE),--code $(CODE)) $(ARGS)

test: setup-dev ## All tests, and the coverage that the rules of the office must keep
	@mkdir -p build/coverage
	$(OFFSCREEN) $(PY) -m pytest -q -n auto --dist worksteal $(if $(CI),--randomly-seed=$(SEED)) --cov --cov-report= --cov-report=json:build/coverage/report.json $(ARGS)
	$(if $(ARGS),,@$(PY) -m tools.check_coverage build/coverage/report.json)

journey: setup-dev ## Only the journeys through the whole program
	$(OFFSCREEN) $(PY) -m pytest -q tests/journeys $(ARGS)

torture: setup-dev ## A day full of faults: SEED=n ACTIONS=n [KILLS=n] [WHAT=office|server|centre] (out/torture)
	@$(OFFSCREEN) $(PY) -m tests.torture $(SEED) $(ACTIONS) $(KILLS) $(if $(WHAT),--what $(WHAT))

lint: setup-dev ## Style, types, direction of the imports, rules of the repository
	@failed=0; run() { echo "+ $$*"; "$$@" || failed=1; }; \
	run $(PY) -m ruff check .; \
	run $(PY) -m ruff format --check .; \
	run $(PY) -m mypy; \
	run .venv/bin/lint-imports --no-logo; \
	run $(PY) -m tools.check_repository; \
	exit $$failed

format: setup-dev ## Let ruff mend what it can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: setup-dev ## Speed, each figure beside its limit (out/bench.json)
	@$(PY) -m bench $(ARGS)

bench-biometrics: setup-dev ## Prints of a folder: errors, times, the search (DATA=folder of finger_impression.png)
	@$(PY) -m bench.biometrics_folder "$(DATA)" $(ARGS)

bench-scan: setup-dev ## Codes of scanned pages: rate and time of each reader (DATA=folder; ARGS="--generate 60")
	@$(PY) -m bench.scan_folder "$(DATA)" $(ARGS)

screenshots: setup-dev ## Every screen as PNG, light and dark, both sizes and 150 % (out/screenshots)
	@$(OFFSCREEN) $(PY) -m tools.screenshots $(ARGS)

papers: setup-dev ## Every paper as PDF and its pages as PNG, in colour and in grey (out/papers)
	@$(OFFSCREEN) $(PY) -m tools.papers $(ARGS)

figures: setup-dev ## A year of three offices, its tables and reports, every figure counted twice: SEED=n (out/figuras.md)
	@$(OFFSCREEN) $(PY) -m tools.figures --seed $(SEED) $(ARGS)

package: setup-dev ## The Debian package (dist/ventanilla_*.deb)
	@packaging/build-deb.sh

package-check: package ## Install the Debian package beside the system and start it offscreen
	@packaging/check-deb.sh

lock: ## Pin the newest versions that requirements/*.in allow (needs uv)
	@tools/lock.sh

clean: ## Remove what was built; the virtual environment stays
	rm -rf build dist out .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -path ./.venv -prune -o -name __pycache__ -type d -print0 | xargs -0 -r rm -rf
