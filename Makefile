# Everything a newcomer needs: `make run` starts the app, `make test` runs every test.
# Both set up what they need on a machine that has only Python 3.11 or newer, make and a shell.

PORT ?= 8501
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
SYNC = UV_LINK_MODE=copy $(UV) sync --frozen --quiet --inexact
IN = .venv/bin/

.PHONY: run test check format lint types contracts scripts bench browser clean

run: .venv/ready
	@mkdir -p data
	@echo "Bierkaartjes: http://localhost:$(PORT)"
	@$(IN)streamlit run app.py --server.port $(PORT)

test: .venv/ready-dev browser
	$(IN)pytest -n 2 --dist loadgroup

check: .venv/ready-dev format lint types contracts scripts test

format: .venv/ready-dev
	$(IN)ruff format --check .

lint: .venv/ready-dev
	$(IN)ruff check .

types: .venv/ready-dev
	$(IN)mypy

contracts: .venv/ready-dev
	$(IN)lint-imports

# What runs in the browser (ui/web/js); its tools need Node, which only who changes it needs.
scripts: .venv/ready-dev
	@sh .ci/node tsc -p .
	@sh .ci/node eslint .
	@sh .ci/node test

bench: .venv/ready-dev
	$(IN)python -m bench

browser: .venv/ready-dev
	@sh .ci/browser

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis

.tools/bin/uv:
	@sh .ci/uv $(PYTHON)

.venv/ready: uv.lock pyproject.toml | $(UV)
	@$(SYNC) --no-dev
	@touch $@

.venv/ready-dev: uv.lock pyproject.toml | $(UV)
	@$(SYNC)
	@touch $@ .venv/ready
