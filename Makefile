# Needs only Python 3.11 or newer and the network once; everything else lands in .venv and var.

VENV := .venv
PY := $(VENV)/bin/python
PYTHONS := python3.13 python3.12 python3.11 python3
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
ADD_PROJECT := import pathlib, site; \
	pathlib.Path(site.getsitepackages()[0], "payback_optik.pth").write_text(f"{pathlib.Path.cwd()}\n")
MADE := $(VENV)/made.stamp
DEMO := $(VENV)/demo.stamp
TEST := $(VENV)/test.stamp
PIP := $(PY) -m pip install -qq --disable-pip-version-check --root-user-action=ignore \
	--require-hashes --no-deps
PARALLEL := -n 3 --dist loadfile --no-loadscope-reorder
LOCK := pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help demo test check chaos pictures simulator lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

# The demo ends with make, whichever way make ends.
demo: $(DEMO) ## till, web server, workers and a pretend PAYBACK on this machine (PORT=8000, RESET=1)
	@exec $(PY) -I -S payback_site/embedded/leash.py SIGTERM $$PPID - - $(PY) -m payback_site.demo

test: check ## every check, then every test
	@echo "== migrations are complete"
	@DJANGO_SETTINGS_MODULE=payback_site.settings.test $(PY) -m payback_site.embedded run \
		--throwaway -- $(PY) manage.py makemigrations --check --dry-run
	@echo "== tests"
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && exec $(PY) -m pytest $(PARALLEL)

check: $(TEST) ## format, lint, types and import direction, without tests
	@echo "== format"
	@$(PY) -m ruff format --check .
	@echo "== lint"
	@$(PY) -m ruff check .
	@echo "== types"
	@$(PY) -m mypy .
	@echo "== import direction"
	@$(VENV)/bin/lint-imports

chaos: $(TEST) ## kills, stops and empties everything while tills sell, and compares (SEED=, TRANSACTIONS=)
	@exec $(PY) -m tests.chaos $(if $(SEED),--seed $(SEED)) \
		$(if $(TRANSACTIONS),--transactions $(TRANSACTIONS))

pictures: $(TEST) ## the screens in docs/screens again, from a demo that runs in another terminal
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && exec $(PY) -m tests.pictures

simulator: $(DEMO) ## the pretend PAYBACK alone, on port 8765
	@exec $(PY) -m interfaces.simulator

lock: ## the three lists in requirements, again from their .in files
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	uv $(LOCK) -o requirements/base.txt requirements/base.in
	uv $(LOCK) -o requirements/demo.txt requirements/demo.in
	uv $(LOCK) -o requirements/test.txt requirements/test.in

clean: ## removes .venv, caches and var with the demo's data
	@if [ -e $(DEMO) ] || [ -e $(TEST) ]; then $(PY) -m payback_site.embedded clear; fi
	rm -rf $(VENV) var staticfiles htmlcov .coverage .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache

$(MADE):
	@if $(PY) -c 'import pip; $(NEW_ENOUGH)' 2>/dev/null; then touch $@; exit 0; fi; \
	for python in $(PYTHONS); do \
		$$python -c '$(NEW_ENOUGH)' 2>/dev/null || continue; \
		found=$$python; \
		$$python -c 'import ensurepip, venv' 2>/dev/null || continue; \
		echo "Making $(VENV) with $$($$python --version)."; \
		$$python -m venv --clear $(VENV) || continue; \
		$(PY) -c '$(ADD_PROJECT)'; touch $@; exit 0; \
	done; \
	if [ -n "$$found" ]; then \
		echo "$$found cannot make a virtual environment."; \
		echo "Install its venv module (Debian, Ubuntu: apt-get install $$found-venv)."; \
	else \
		echo "Python 3.11 or newer is needed; none of these is: $(PYTHONS)."; \
	fi; exit 1

$(DEMO): requirements/demo.txt | $(MADE)
	@echo "Installing what the demo needs; this takes a minute the first time."
	@$(PIP) -r requirements/demo.txt
	@touch $@

$(TEST): requirements/test.txt | $(MADE)
	@echo "Installing what the tests need; this takes a minute the first time."
	@$(PIP) -r requirements/test.txt
	@touch $@
