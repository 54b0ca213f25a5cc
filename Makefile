# placement: `make demo` and `make test` set themselves up; they need only Python 3.11+ and a package index.

PYTHON ?= python3
VENV := .venv
PEERS := .venv-bench
BIN := $(VENV)/bin
LOCKED := --quiet --disable-pip-version-check --require-hashes -r
UV := --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml $(UV)
UV_PEERS := $(BIN)/uv pip compile $(UV)

.DEFAULT_GOAL := help

.PHONY: help demo test check lint types contracts unit bench-batch bench-estimation bench-model bench-routing bench-car-times bench-placement bench-tours lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "placement needs Python 3.11 or later; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.created requirements.lock pyproject.toml
	$(BIN)/python -m pip install $(LOCKED) requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(BIN)/python -m pip install $(LOCKED) requirements-dev.lock
	@touch $@

demo: $(VENV)/.run  ## run the Moulins scenarios and say where the maps are
	$(BIN)/placement run scenarios/moulins --out maps
	@echo "Open in a browser: $(CURDIR)/maps/moulins/moyens-constants/carte.html"

test: check unit  ## everything that must pass

check: lint types contracts  ## ruff, mypy strict, import contracts

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

unit: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench-batch: $(VENV)/.dev  ## thirty arrondissements, here and on a cluster that loses a worker
	$(BIN)/python benchmarks/bench_batch.py

bench-car-times: $(VENV)/.dev  ## error of the car times on known drives of Corsica
	$(BIN)/python benchmarks/bench_car_times.py --validate

bench-estimation: $(VENV)/.dev  ## error of the estimated times against a real matrix
	$(BIN)/python benchmarks/bench_estimation.py

bench-model: $(VENV)/.dev  ## formulations and time to a proof, at real sizes
	$(BIN)/python benchmarks/bench_model.py

bench-routing: $(VENV)/.dev  ## our matrices against scipy and RoutingKit, in one run
	$(BIN)/python benchmarks/bench_routing.py

# The report alone goes to stdout; the peers have pins of their own: an environment apart.
bench-placement:  ## our engine against spopt and pbp-pmedian, in one run
	@$(MAKE) --no-print-directory $(VENV)/.run $(PEERS)/.peers \
		$(if $(filter 1,$(LOKIGI)),$(PEERS)/.lokigi) >&2
	@$(BIN)/python benchmarks/bench_placement.py

bench-tours: $(VENV)/.dev $(PEERS)/.peers  ## day tours of a van on Corsican roads, against PyVRP
	@$(BIN)/python benchmarks/bench_tours.py --peer $(PEERS)/bin/python

$(PEERS)/.created: $(VENV)/.created
	@$(BIN)/python -m venv $(PEERS)
	@touch $@

$(PEERS)/.peers: $(PEERS)/.created benchmarks/requirements-peers.lock
	@$(PEERS)/bin/python -m pip install $(LOCKED) benchmarks/requirements-peers.lock >&2
	@touch $@

$(PEERS)/.lokigi: $(PEERS)/.peers benchmarks/requirements-lokigi.lock
	@$(PEERS)/bin/python -m pip install $(LOCKED) benchmarks/requirements-lokigi.lock >&2
	@touch $@

lock: $(VENV)/.created  ## resolve the dependencies again
	$(BIN)/python -m pip install --quiet uv
	$(UV_COMPILE) --group build -o requirements.lock
	$(UV_COMPILE) --group dev -o requirements-dev.lock
	$(UV_PEERS) benchmarks/requirements-peers.in -c requirements.lock -o benchmarks/requirements-peers.lock
	$(UV_PEERS) benchmarks/requirements-lokigi.in -c benchmarks/requirements-peers.lock -o benchmarks/requirements-lokigi.lock

clean:  ## remove what can be made again
	rm -rf $(VENV) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find placement -name '*.nb[ic]' -delete
