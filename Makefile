# make         the environment, then every figure and table of config/config.yaml
# make quick   the same workflow on config/quick.yaml, a few minutes on two cores; where results/
#              holds those of another config, into a folder of its own, quick/
# make plan    what a run would do, as a table; with ARGS="sparse --configfile my.yaml" another run
# make test    the tests of functions and those of the workflow, side by side
# make lint    ruff, snakefmt and snakemake --lint
# make env     only the environment, in .venv
# make docs    the documentation as a site, in site/
# make clean   remove results, logs and what Snakemake knows of them, once you say yes
# make lock    resolve the environment anew (after a change of dependencies in pyproject.toml)

PYTHON ?= python3
CORES ?= all
ARGS ?=
BIN := $(CURDIR)/.venv/bin
export PATH := $(BIN):$(PATH)

.PHONY: all quick plan test test-unit test-workflow bench lint docs env lock clean

all: env
	snakemake --cores $(CORES)

# What wrote the results of this folder is told by .snakemake/taskcomplexity-configs, a line a config.
QUICK := config/quick.yaml config/config.yaml
quick: env
	@folder=.; if [ -d results ] && [ "$$(cat .snakemake/taskcomplexity-configs 2>/dev/null)" != '$(QUICK)' ]; then \
		folder=quick; echo "results/ holds those of another config; these go to quick/results."; fi; \
	snakemake --cores $(CORES) --configfile config/quick.yaml --directory $$folder

plan: env
	@python -m taskcomplexity.planned --cores $(CORES) $(ARGS)

test: env
	$(MAKE) --jobs=2 test-unit test-workflow

# One thread: both halves share the cores, and threads of one that wait hold up the other.
test-unit: env
	OMP_NUM_THREADS=1 pytest tests/unit tests/cluster

test-workflow: env
	pytest --numprocesses 2 --dist loadfile tests/workflow

bench: env
	python benchmarks/run.py

lint: env
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile workflow
	snakemake --lint

docs: env
	NO_MKDOCS_2_WARNING=1 mkdocs build --strict

env: .venv/.complete

.venv/.complete: envs/environment.lock envs/bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0] + "; name another with make PYTHON=...") if sys.version_info < (3, 11) else None'
	@echo 'The environment goes to .venv: 6.3 GB on Linux, of which 4 GB are what PyTorch brings for CUDA, whether'
	@echo 'there is a GPU or not. No package registry has one without; README.md says why.'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r envs/bootstrap.lock
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode envs/environment.lock
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

lock: env
	cd envs && uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --all-extras --output-file environment.lock ../pyproject.toml
	sed -n '/^uv==/,/[^\\]$$/p' envs/environment.lock > envs/bootstrap.lock

clean:
	@du -sh results quick logs .snakemake 2>/dev/null || true
	@printf 'Remove these for good? [y/N] '; read -r answer && [ "$$answer" = y ] || { echo 'Nothing is removed.'; exit 1; }
	rm -rf results quick logs site .snakemake
