# Set-up and checks. Everything lies in this folder: .venv holds what TuneMeld runs on, .venv-test what its
# tests need; both hold exactly what their lock says, and are made anew when the lock changes.

# The first Python that is new enough; name another one by `make PYTHON=…`.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; \
	done)
UV ?= uv
GENRE ?= country

TESTED := .venv-test/bin/python -P -m
LOCK := UV_PYTHON_DOWNLOADS=never $(UV) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-strip-extras --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock' pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run test lint format prove bench lock clean

help: ## Show what can be made.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run: .venv/.ready ## Set up what is needed to run, and print a chart (GENRE=country).
	@.venv/bin/tunemeld aggregate --genre $(GENRE)
	@echo "Today's real charts, without a key: .venv/bin/tunemeld aggregate --genre $(GENRE) --source open"

test: lint ## Set up what the tests need, check style, types and layers, and run the tests (ARGS=…).
	$(TESTED) pytest -n 2 $(ARGS)

lint: .venv-test/.ready ## Check style, types and layers only.
	$(TESTED) ruff check .
	$(TESTED) ruff format --check .
	$(TESTED) mypy
	.venv-test/bin/python -c 'from importlinter.cli import lint_imports_command as check; check()'

format: .venv-test/.ready ## Mend style where that can be done without a decision.
	$(TESTED) ruff check --fix .
	$(TESTED) ruff format .

prove: .venv-test/.ready ## Run the thorough proofs, and print their figures (about forty minutes).
	$(TESTED) pytest $(if $(filter tests/%,$(ARGS)),,tests/proof) -s --hypothesis-profile thorough $(ARGS)

bench: .venv-test/.ready ## Measure, and print the figures of docs/performance.md.
	@for each in benchmarks/bench_*.py; do PYTHONPATH=. .venv-test/bin/python "$$each" || exit 1; done

lock: ## Write all locks anew after a change of pyproject.toml; needs uv (ARGS=--upgrade for newer versions).
	$(LOCK) $(ARGS) --output-file requirements.txt
	$(LOCK) $(ARGS) --extra distributed --constraints requirements.txt --output-file requirements-distributed.txt
	$(LOCK) $(ARGS) --all-extras --group test --constraints requirements-distributed.txt --output-file requirements-dev.txt

clean: ## Remove what was set up or built here; charts and settings stay.
	rm -rf .venv .venv-test dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# The stamp is written last: an environment without it is half made, and begun anew. TuneMeld itself is put on
# the path and not built, since a build would fetch packages that no lock knows. All noise goes to standard
# error. Nothing written here holds this folder's name, so that it may be moved.
define environment
@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	"TuneMeld needs Python 3.11 or newer: install it, or say where it is by make PYTHON=/path/to/python3" >&2; exit 1; }
@echo "Setting up $(@D) from $<; this is done once, and takes up to a minute …" >&2
@"$(PYTHON)" -m venv --clear $(@D) >&2
@$(@D)/bin/python -m pip install --quiet --require-hashes --only-binary :all: --requirement $< >&2
@$(@D)/bin/python -c 'import os, sysconfig; packages = sysconfig.get_path("purelib"); \
	print(os.path.relpath("src", packages), file=open(os.path.join(packages, "tunemeld.pth"), "w"))'
@printf '%s\n' '#!/bin/sh' 'exec "$$(dirname "$$(readlink -f "$$0")")/python" -P -m tunemeld "$$@"' \
	> $(@D)/bin/tunemeld
@chmod +x $(@D)/bin/tunemeld
@touch $@
endef

.venv/.ready: requirements.txt
	$(environment)

.venv-test/.ready: requirements-dev.txt
	$(environment)
