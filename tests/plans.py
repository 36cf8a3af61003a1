"""What a config asks for."""

import importlib

import yaml
from snakemake.utils import update_config

from taskcomplexity.configuration.check import check_schema
from taskcomplexity.configuration.datasets import read_datasets


def with_section(config, schema, study, text):
    """What a config asks of a study when the section of its name is changed."""
    update_config(config, {study: yaml.safe_load(f"{{{text}}}")})
    check_schema(config, schema)
    return planned(config, study)


def planned(config, study="tasks"):
    """What a config asks of a study."""
    plan = importlib.import_module(f"taskcomplexity.studies.{study}.plan").Plan
    return plan(config, read_datasets(config))
