"""How task complexity shapes neural networks: the whole paper as a graph of jobs.

    snakemake --cores all                                       the paper
    snakemake --cores all --configfile config/quick.yaml        a taste, in minutes
    snakemake --cores all language                              figures 5 and 9

The rules lie in workflow/rules, a file per stage, in the order of the flow of the data.
"""

import os
import sys
from functools import cache
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError
from snakemake.utils import min_version

min_version("9.27")

ROOT = Path(str(workflow.current_basedir)).resolve()
# Scripts find the package of this checkout, whatever environment they run in.
sys.path.insert(0, str(ROOT / "src"))
os.environ.update(
    PYTHONPATH=os.pathsep.join(filter(None, [str(ROOT / "src"), os.getenv("PYTHONPATH")]))
)

from taskcomplexity.configuration.check import ConfigError, check_schema
from taskcomplexity.configuration.language import Language
from taskcomplexity.configuration.names import Models
from taskcomplexity.configuration.plan import Plan
from taskcomplexity.configuration.twice import keys_given_twice
from taskcomplexity.content import folder_files, named_digest
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.listing import list_files, list_idx
from taskcomplexity.intact import find_damaged, set_aside
from taskcomplexity.language.listing import split_files
from taskcomplexity.memory import KEEP_FREED_MEMORY
from taskcomplexity.provenance import code_digest, content_digest
from taskcomplexity.runlock import claim, has_dead_lock, release

for variable, value in KEEP_FREED_MEMORY.items():
    os.environ.setdefault(variable, value)


configfile: str(ROOT / "config/config.yaml")


try:
    read = workflow.configfiles if workflow.is_main_process else []
    twice = [line for file in read for line in keys_given_twice(file)]
    if twice:
        raise ConfigError.of(twice)
    check_schema(config, yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text()))
    PLAN = Plan(config)
    LANGUAGE = Language(config["language"])
except ConfigError as error:
    raise WorkflowError(str(error)) from None


report: "workflow/report/workflow.rst"


RESULTS = Path("results")
READ_ONLY = (
    f"{RESULTS.resolve()} is read-only: nothing can be made there. Make it writable, or choose "
    "another folder with --directory."
)
writable = not RESULTS.exists() or os.access(RESULTS, os.W_OK)
if workflow.is_main_process and not writable:
    logger.warning(READ_ONLY)


onstart:
    if not writable:
        raise WorkflowError(READ_ONLY)
    claim(Path(".snakemake"))
    set_damage_aside()


wildcard_constraints:
    dataset="|".join(PLAN.datasets),
    task=r"easy|hard|\d+-\d+",
    hidden=r"\d+",
    seeds=r"seeds\d+-\d+",
    models=r"(easy|hard)_d\d+_seeds\d+-\d+|pairs_d\d+",


include: "workflow/rules/files.smk"
include: "workflow/rules/start.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/distances.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/probes.smk"
include: "workflow/rules/complexity.smk"
include: "workflow/rules/language.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/audit.smk"


if workflow.is_main_process:
    check_own_data()
    find_damage()

if left_out := PLAN.figures_left_out():
    logger.info(f"Figures that the config has no models or sweeps for: {', '.join(left_out)}")


rule all:
    """Every figure and table that the config asks for."""
    default_target: True
    input:
        data_files(),
        distance_tables(),
        trained_files(),
        spread_tables(),
        all_probe_tables(),
        complexity_tables(),
        correlation_tables(),
        figure_files(),
        "results/audit.parquet",
        "results/audit.html",
    localrule: True


rule language:
    """Figures 5 and 9, of the language model that the config names."""
    input:
        expand(
            "results/figures/figure_{figure}.{kind}",
            figure=["05", "09"],
            kind=["pdf", "png", "parquet"],
        ),
        LANGUAGE.probed_model,
        "results/language/layers.parquet",
        "results/language/baseline.parquet",
        "results/audit_language.parquet",
        "results/audit_language.html",
    localrule: True
