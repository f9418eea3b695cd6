# Two commands are enough (`make help` lists the others):
#   make run    draw, render and search in the browser, at http://127.0.0.1:8000
#   make test   check everything that can be checked
# They need Python 3.11 or newer and make; what else they need they fetch into .venv and node_modules (Chromium: into the system).

PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
# Node.js from the system or, where there is none, from .venv
export PATH := $(CURDIR)/$(BIN):$(PATH)
PIP_INSTALL := $(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

VENDOR := src/sketch2fashion/studio/vendor/.stamp
BASE := $(VENV)/.stamp-base
TEST := $(VENV)/.stamp-test
SCALE := $(VENV)/.stamp-scale
NODE := $(VENV)/.stamp-node
TOOLS := node_modules/.stamp-tools
DOCS := $(VENV)/.stamp-docs

.NOTPARALLEL:
.PHONY: help run install vendor test lint types python-tests js-tests scale-tests faults fuzz load audit chromium requirements docs site demo wheel clean

help:
	@echo "make run [PORT=8000]   install what is missing and open the studio"
	@echo "make test              lint, types, Python, JavaScript and browser tests"
	@echo "make lint types python-tests js-tests   the parts of it (PYTEST=\"tests/house -k settings\" picks)"
	@echo "make scale-tests       beside a real Milvus server and a Ray cluster (another half gigabyte)"
	@echo "make faults            kill workers, fill the disk, cut the store … and see the promises of docs/promises.md kept (10 minutes)"
	@echo "make fuzz [INPUTS=200000 GUIDED=20000 REQUESTS=5000]   hostile inputs at every door and endpoint"
	@echo "make load [MINUTES=3]  1, 8 and 64 users at once; figures, and whether the limits hold"
	@echo "make audit             known holes in the pinned packages (asks the package index)"
	@echo "make demo              make the demo catalogue again from its designs"
	@echo "make site              the documentation as a site, into build/site"
	@echo "make wheel             build a wheel with models and studio inside, into dist/"
	@echo "make requirements      pin the newest packages again       make docs   write the generated pages again"

# ---------------------------------------------------------------------------------------------------------------- run

run: install
	@$(BIN)/sketch2fashion serve --host $(HOST) --port $(PORT) || test $$? -eq 130  # Ctrl-C is how one leaves

install: $(BASE) $(VENDOR)

vendor: $(VENDOR)

$(PYTHON):
	@bash scripts/make-venv.sh $(VENV)

$(BASE): requirements/base.txt requirements/build.txt pyproject.toml src/sketch2fashion/__init__.py | $(PYTHON)
	@echo "Installing the Python packages (about 170 MB to download the first time) …"
	@$(PIP_INSTALL) -r requirements/build.txt -r requirements/base.txt
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(NODE): requirements/node.txt scripts/node.sh | $(PYTHON)
	@bash scripts/node.sh $(PYTHON)
	@touch $@

$(VENDOR): package-lock.json scripts/vendor.py $(NODE) | $(BASE)
	@echo "Fetching the browser libraries …"
	@$(NPM_CI) --omit=dev
	@$(PYTHON) scripts/vendor.py
	@touch $@

# --------------------------------------------------------------------------------------------------------------- test

test: lint types js-tests python-tests

lint: $(TEST) $(TOOLS)
	@$(BIN)/ruff check .
	@node_modules/.bin/biome check --error-on-warnings src/sketch2fashion/studio tests/studio

types: $(TEST) $(TOOLS)
	@$(BIN)/mypy
	@node_modules/.bin/tsc --noEmit -p jsconfig.json

js-tests: $(TOOLS)
	@node --test tests/studio/*/*.test.js

python-tests: $(TEST) $(TOOLS) chromium
	@$(PYTHON) -m pytest $(PYTEST)

# make test skips these where their packages are not installed: a Milvus server (250 MB unpacked) and Ray (240 MB).
scale-tests: $(SCALE)
	@$(PYTHON) -m pytest tests/catalog/test_milvus.py tests/catalog/test_ray.py

$(SCALE): requirements/scale.txt $(TEST)
	@echo "Installing a Milvus server and Ray …"
	@$(PIP_INSTALL) -r requirements/scale.txt
	@touch $@

INPUTS ?= 200000
GUIDED ?= 20000
REQUESTS ?= 5000
MINUTES ?= 3

faults: $(TEST)
	@$(PYTHON) -m pytest tests/faults tests/catalog/test_kill.py
	@$(PYTHON) -m tests.catalog.kills --kills 20

fuzz: $(TEST)
	@$(PYTHON) -m tests.fuzz --inputs $(INPUTS) --guided $(GUIDED)
	@FUZZ_REQUESTS=$(REQUESTS) $(PYTHON) -m pytest tests/fuzz/test_endpoints.py

load: $(TEST)
	@$(PYTHON) benchmarks/load.py --minutes $(MINUTES)

# Where the index that pip uses publishes no advisories, this says so and fails; it is no part of `make test` for that reason.
audit: $(TEST)
	@$(PYTHON) -m pip_audit --disable-pip --require-hashes --progress-spinner off -r requirements/base.txt

chromium: $(TEST)
	@bash scripts/chromium.sh

# A CPU build of torch in a folder that pip knows (PIP_FIND_LINKS) is a twentieth of the index's build, so that comes first.
$(TEST): requirements/test.txt requirements/torch.txt requirements/torch-cuda.txt $(BASE)
	@echo "Installing what the tests need …"
	@$(PIP_INSTALL) -r requirements/test.txt
	@$(PIP_INSTALL) --no-index -r requirements/torch.txt 2>/dev/null || $(PIP_INSTALL) -r requirements/torch.txt
	@$(PYTHON) scripts/torch_build.py || $(PIP_INSTALL) -r requirements/torch-cuda.txt
	@touch $@

$(TOOLS): package-lock.json scripts/vendor.py $(NODE) | $(BASE)
	@echo "Fetching the browser libraries and JavaScript tools …"
	@$(NPM_CI)
	@$(PYTHON) scripts/vendor.py
	@touch $(VENDOR) $@

# ---------------------------------------------------------------------------------------------------------------- make

requirements: $(TEST)
	@$(PYTHON) scripts/requirements.py

docs: $(TEST)
	@$(PYTHON) scripts/docs.py

site: $(DOCS)
	@$(PYTHON) -m sphinx -q -W --keep-going -b html -d build/doctrees docs build/site
	@echo "build/site/index.html"

$(DOCS): requirements/docs.txt $(BASE)
	@echo "Installing what the documentation needs …"
	@$(PIP_INSTALL) -r requirements/docs.txt
	@touch $@

demo: install
	@$(PYTHON) -m sketch2fashion.catalog.demo

wheel: install
	@$(PYTHON) -m pip wheel -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index --wheel-dir dist .
	@ls -1 dist/*.whl

clean:
	rm -rf $(VENV) node_modules src/sketch2fashion/studio/vendor build dist
