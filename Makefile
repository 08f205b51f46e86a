# geoposture: `make help` lists what there is.
PYTHON ?= python3
PORT ?= 8000
MOST ?= 100000
VENV := .venv
BIN := $(VENV)/bin
# What opens browsers and clients, or measures time, runs after the others; clients two at a time.
LOOKS := tests/browser/looks
# Of the looks what makes the processor and the line slow.
SLOWED := $(LOOKS)/test_first.py
CLIENTS := tests/clients
ALONE := tests/browser $(CLIENTS) tests/faults tests/stores
# What is asked of the service and not of its files, once more with a database behind it.
ASKED := $(patsubst %,tests/service/test_%.py,bounds conformance ets ogc pages resources)
# What of the faults only computes and writes, counts what is lost, or is to fail: no time is measured.
# The soak lasts as long as it is told to, whatever else there is. The longest file comes first.
SOAK := tests/faults/test_soak.py
UNTIMED := tests/faults/test_seeded.py $(SOAK) $(patsubst %,tests/faults/test_%.py,endings hostile_export \
	killed_commands kills_behind_proxy made_up mutants rolling_restart torn_files)
# The long forms, as docs/reliability.md names them; a minute of each computing address.
LONG := NEW_QUESTIONS=10000 SECONDS_EACH=60 RESTARTS=50 WORKER_KILLS=50 KILLS=100 FULL_DISKS=10 \
	MUTANTS=20000 MADE_UP_THEATRES=1000 SLOW_CLIENTS=1000 CONNECTIONS=4000 MOMENTS=60 SOAK_MINUTES=10
# Whole copies, theatres and recipes, made and walked; every reference through every output.
FLOWS := $(patsubst %,tests/%.py,articles/test_changes catalog/test_inspection \
	cli/test_theatre_commands docs/test_licences docs/test_recipes export/test_cited_copies \
	export/test_site pictures/test_article_maps service/test_cited service/test_every_reference \
	service/test_hostile_texts service/test_odd_annotations service/test_reload \
	theatres/test_every_theatre views/test_story)
SOURCES := $(shell find web/src web/build.py web/package-lock.json pyproject.toml -type f)

.DEFAULT_GOAL := help
.PHONY: help serve test clients test-flows test-looks test-faults test-clients test-postgis test-long check static layers lock sbom bench bench-scale clean browser

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

serve: $(VENV)/.installed ## install what is needed and serve the map on http://127.0.0.1:8000 (PORT=)
	@$(BIN)/geoposture serve --port $(PORT)

test: $(VENV)/.tested browser ## install what the tests need and run them
	@cd web && npm run --silent test
	@$(BIN)/python -m pytest --durations=20 -n 2 --dist loadfile $(ALONE:%=--ignore=%) $(FLOWS:%=--ignore=%)
	@$(BIN)/python -m pytest --durations=20 -n 2 --dist loadfile --ignore=$(LOOKS) tests/browser

test-flows: $(VENV)/.tested ## whole copies, theatres and recipes, made and walked
	@$(BIN)/python -m pytest --durations=20 -n 2 --dist loadfile $(FLOWS)

test-looks: $(VENV)/.tested browser ## each drawing, frame and stop looked at, on slow lines and foreign pages
	@$(BIN)/python -m pytest --durations=20 -n 2 --dist loadfile --ignore=$(SLOWED) $(LOOKS)
	@$(BIN)/python -m pytest --durations=20 -n 2 --dist worksteal $(SLOWED)

test-faults: $(VENV)/.tested ## crowds of clients, heavy questions, crashes: who loses an answer
	@$(BIN)/python -m pytest --durations=20 -rs -n 2 --dist loadfile $(UNTIMED)
	@$(BIN)/python -m pytest --durations=20 -rs $(UNTIMED:%=--ignore=%) tests/faults

test-soak: $(VENV)/.tested ## minutes of new questions: does anything grow
	@$(BIN)/python -m pytest --durations=20 -rs $(SOAK)

test-postgis: $(VENV)/.tested browser ## layers in a database: servers of its own, and what is asked of files asked of them
	@$(BIN)/python -m pytest --durations=20 -rs tests/stores
	@STORE=postgis $(BIN)/python -m pytest --durations=5 -n 2 --dist loadfile $(ASKED)

test-clients: $(VENV)/.tested $(CLIENTS)/node_modules/.installed browser ## the tests with real clients: those that are installed
	@$(BIN)/python -m pytest --durations=20 -rs -n 2 --dist loadfile $(CLIENTS)

clients: ## install the clients that the tests know: GDAL, QGIS, WordPress (minutes the first time)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing GDAL, QGIS and WordPress (minutes the first time) …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    gdal-bin python3-qgis qgis-providers \
	    wordpress wordpress-theme-twentytwentyone php-cli php-mysql mariadb-server >/dev/null; \
	fi

test-long: $(VENV)/.tested ## before a release: the long form of each promise of docs/reliability.md (hours)
	@$(LONG) $(BIN)/python -m pytest --durations=20 -rs tests/faults
	@EVERY_LOOK=1 $(BIN)/python -m pytest --durations=20 -n 2 --dist loadfile $(LOOKS) $(CLIENTS)/test_same_copy.py

check: $(VENV)/.tested ## style, types, import contracts, spelling, Dockerfile
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell
	@$(BIN)/vulture
	@$(BIN)/deptry geoposture
	@$(BIN)/hadolint Dockerfile
	@cd web && npm run --silent check

static: $(VENV)/.tested ## build the browser side again
	@$(BIN)/python web/build.py

layers: $(VENV)/.tested ## rebuild every layer from the pinned packages (fetches 130 MB once), and the notebook
	@$(BIN)/python -m layers.recipes
	@$(BIN)/python docs/notebook.py

bench: $(VENV)/.tested ## figures and service beside their peers, as ratios (wants wrk and nginx)
	@cd bench && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@$(BIN)/python -m bench -o docs/performance.md

bench-scale: $(VENV)/.tested ## layers up to 100,000 features (MOST=1000000 for more) in files and PostGIS, beside peers
	@$(BIN)/python -m bench.scale --most $(MOST) -o docs/scale.md

sbom: $(VENV)/.tested ## write the bill of materials (CycloneDX) to build/sbom.cdx.json
	@$(BIN)/python docs/sbom.py

lock: ## lock the requirements with hashes (needs uv)
	uv pip compile --universal --generate-hashes --quiet --custom-compile-command "make lock" --extra postgis pyproject.toml -o requirements.txt
	uv pip compile --universal --generate-hashes --quiet --custom-compile-command "make lock" --extra parquet --extra pdf --extra postgis --extra texts --extra test --extra build --extra check --extra bench pyproject.toml -o requirements-dev.txt

clean: ## remove what was built
	rm -rf $(VENV) web/node_modules $(CLIENTS)/node_modules geoposture/static build dist

# Once, before the tests: two processes that installed at a time took each other's files away.
$(CLIENTS)/node_modules/.installed: $(CLIENTS)/package-lock.json
	@if command -v npm >/dev/null; then \
	  cd $(CLIENTS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && touch node_modules/.installed; \
	else echo "NO NPM: the tests with clients of Node will be skipped (Debian: apt install nodejs npm)"; fi

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "geoposture needs Python 3.11 or newer: $(PYTHON) is not on the path" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "geoposture needs Python 3.11 or newer; $(PYTHON) is older. Name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "geoposture needs Python's venv module (Debian: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made requirements.txt $(SOURCES)
	@echo "Installing geoposture (a minute the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

# What the tests need holds all that the package needs: it is installed once.
$(VENV)/.tested: $(VENV)/.made requirements-dev.txt $(SOURCES)
	@echo "Installing geoposture and what the tests need (minutes the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $(VENV)/.installed $@

# The browser tests want Chromium or Chrome: found, or installed where that is allowed.
browser: $(VENV)/.tested
	@$(BIN)/python tests/browser/find.py || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	  else echo "NO BROWSER: the browser tests will be skipped (install Chromium or Chrome)"; fi; }
