# Thin: bootstrap.py does the work, on Windows too (python bootstrap.py reproduce). Examples:
#   make reproduce STUDY=kia-metro ARGS="--lang en"      make test ARGS="-k survey"
# Tests in three tiers: test (minutes), test-all (that, lint and whole runs: what CI runs), test-long (by hand).
PYTHON ?= python3
ARGS ?=
STUDY ?=

.PHONY: reproduce test test-all test-long test-lowest lab lint bench lock clean

reproduce:
	@$(PYTHON) bootstrap.py reproduce $(STUDY) $(ARGS)

test test-all test-long test-lowest lab lint bench lock:
	@$(PYTHON) bootstrap.py $@ $(ARGS)

clean: # results, caches and .venv; never anything under data/raw or data/coding
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find data/processed -mindepth 1 ! -name .gitkeep -delete
	find engagelib tests notebooks benchmarks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} + 2>/dev/null || true
