# Everything a newcomer needs: `make run` starts the app, `make test` runs every test.
# Both set up what they need on a machine that has only Python 3.11 or newer, make and a shell.

PORT ?= 8501
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
SYNC = UV_LINK_MODE=copy $(UV) sync --frozen --quiet --inexact
IN = .venv/bin/

.PHONY: run test test-fast journeys check format lint types contracts scripts node-tools sentences faults bench image nginx fonts browser clean

run: .venv/ready
	@echo "Bierkaartjes: http://localhost:$(PORT)"
	@PORT=$(PORT) $(IN)python -m ui.web

PYTEST = $(IN)pytest -n 2 --dist loadgroup --durations 20

# What takes no browser and no PostgreSQL, with what it covers of every room; the rest; and the browser alone.
test: test-fast .venv/ready-dev browser nginx node-tools
	$(PYTEST) -m "journey or postgres"

test-fast: .venv/ready-dev
	$(PYTEST) -m "not journey and not postgres" --cov --cov-report json:.coverage.json
	@$(IN)python .ci/covered .coverage.json

journeys: .venv/ready-dev browser node-tools
	$(PYTEST) -m journey

check: .venv/ready-dev format lint types contracts scripts test

format: .venv/ready-dev
	$(IN)ruff format --check .

lint: .venv/ready-dev
	$(IN)ruff check .
	@sh .ci/long

types: .venv/ready-dev
	$(IN)mypy

contracts: .venv/ready-dev
	$(IN)lint-imports

# What runs in the browser (ui/web/js); its tools need Node, which only who changes it needs.
scripts: .venv/ready-dev
	@sh .ci/node tsc -p .
	@sh .ci/node eslint .
	@sh .ci/node test

# The report of every length from 0 to 60 customers, checked as the gate checks a few.
papers: .venv/ready-dev
	EVERY_LENGTH=1 $(IN)pytest tests/test_paper.py -k any_length

# What goes wrong around the app, for longer and on a larger scale than in the gate; some ten minutes, as root.
faults: .venv/ready-dev nginx
	$(IN)pytest tests/faults/long_faults.py --durations 0

# Every sentence the product can put together, in both languages, to read through.
sentences: .venv/ready-dev
	@$(IN)python -m tests.every_sentence > sentences.txt
	@wc -l sentences.txt

node-tools: .venv/ready-dev
	@sh .ci/node tools

bench: .venv/ready-dev
	$(IN)python -m bench

# Builds the image of the Dockerfile without Docker and starts it read-only; as root on Debian, takes minutes.
image:
	@sh .ci/image

nginx:
	@sh .ci/nginx

# The fonts of static/fonts, after an upgrade of Streamlit or a new icon.
fonts: .venv/ready-dev
	$(IN)python .ci/fonts

browser: .venv/ready-dev
	@sh .ci/browser

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.json

.tools/bin/uv:
	@sh .ci/uv $(PYTHON)

.venv/ready: uv.lock pyproject.toml | $(UV)
	@$(SYNC) --no-dev
	@touch $@

.venv/ready-dev: uv.lock pyproject.toml | $(UV)
	@$(SYNC)
	@touch $@ .venv/ready
