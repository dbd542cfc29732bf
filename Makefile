# Each verb sets up what it needs: a virtual environment in .venv from the pins of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_OFFLINE := 1
# Threads that wait sleep instead of spinning: two processes on two cores are three times as fast so.
export OMP_WAIT_POLICY ?= PASSIVE

.PHONY: run test portal eval bench lint report shots clean

run: $(VENV)/run.stamp  ## serve the chat on http://127.0.0.1:7860
	@$(BIN)/python ui.py

portal: $(VENV)/run.stamp  ## the chat, and a demo portal that frames it on http://127.0.0.1:7861
	@$(BIN)/python ui.py --portal

test: $(VENV)/dev.stamp lint  ## every check and every test
	@sh tests/install-tools.sh
	@$(BIN)/python -m pytest -rs

lint: $(VENV)/dev.stamp  ## format, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

eval: $(VENV)/run.stamp  ## score retrieval and answers on the dev and test questions
	@$(BIN)/python -m eval run

bench: $(VENV)/run.stamp  ## start, latency, throughput, memory
	@$(BIN)/python -m eval bench

report: $(VENV)/run.stamp  ## measure again, and write results, report and the figures of the README
	@$(BIN)/python -m eval report
	@$(BIN)/python -m eval bench --save
	@$(BIN)/python -m eval readme

shots: $(VENV)/dev.stamp  ## screenshots of every page, into docs/shots
	@sh tests/install-tools.sh
	@$(BIN)/python tests/shots.py

clean:  ## remove the environment and the index
	rm -rf $(VENV) var/index

$(VENV)/pip.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: $(PYTHON) is older than 3.11. Mend: install Python 3.11 or newer, or call make with PYTHON=..." >&2; exit 2; }
	@$(PYTHON) -m venv --clear $(VENV) || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv --clear $(VENV); } || \
	  { echo "error: no virtual environment. Mend: install the package python3-venv" >&2; exit 2; }
	@touch $@

$(VENV)/run.stamp: $(VENV)/pip.stamp pyproject.toml constraints.txt
	@echo "installing the packages (some minutes the first time) ..." >&2
	@$(PIP) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@$(PIP) --constraint constraints.txt --editable '.[dev]'
	@touch $@
