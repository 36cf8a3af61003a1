"""What a config asks for."""

import importlib

from taskcomplexity.configuration.datasets import read_datasets


def planned(config, study="tasks"):
    """What a config asks of a study."""
    plan = importlib.import_module(f"taskcomplexity.studies.{study}.plan").Plan
    return plan(config, read_datasets(config))
