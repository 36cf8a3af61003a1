"""Under which scalings of the inputs each claim of the paper holds."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pandas as pd

from taskcomplexity.audit.verdict import REPRODUCED, Verdict
from taskcomplexity.studies.tasks.claims.audit import judge

TOLD = ("source", "claim", "published", "tolerance", "null")
FOUND = ("verdict", "ours", "our_value", "ci_low", "ci_high", "needs")
AUDIT_COLUMNS = (*TOLD, "scaling", "models", *FOUND, "holds_under")
# What has a row per model, which all scalings must have to be compared.
BY_MODEL = ("probes", "pairs", "spread")


def audit_table(
    tables: Mapping[str, Mapping[str, pd.DataFrame]],
    about: Mapping[str, Any],
    published: Path,
    seed: int,
) -> pd.DataFrame:
    """Hold every claim of the paper against the results under each scaling.

    Parameters
    ----------
    tables
        By scaling, what :func:`taskcomplexity.studies.tasks.claims.audit.judge` takes. Models whose
        seeds one of them lacks are left out of all.
    about, published, seed
        As it takes them.

    Returns
    -------
    pandas.DataFrame
        :data:`AUDIT_COLUMNS`, a row per claim and scaling, without the single cells of matrices.
        ``models`` is how many seeds of each task were judged, ``holds_under`` names the scalings
        that the claim is reproduced under.
    """
    tables = of_common_seeds(tables)
    rows = []
    for scaling, of_scaling in tables.items():
        report = judge(of_scaling, about, published, seed)
        models = of_scaling["probes"]["seed"].nunique() if "probes" in of_scaling else 0
        shown = [*report.statements, *(row for one in report.sections for row in one.rows)]
        rows += [{**asdict(row), "scaling": scaling, "models": models} for row in shown]
    found = pd.DataFrame(
        rows, columns=[*(one.name for one in fields(Verdict)), "scaling", "models"]
    )
    holding = found[found["verdict"] == REPRODUCED].groupby(list(TOLD[:2]))["scaling"]
    held = holding.agg(", ".join).rename("holds_under").reset_index()
    found = found.merge(held, how="left", on=list(TOLD[:2])).fillna({"holds_under": ""})
    return found[list(AUDIT_COLUMNS)]


def of_common_seeds(
    tables: Mapping[str, Mapping[str, pd.DataFrame]],
) -> dict[str, dict[str, pd.DataFrame]]:
    """Leave out models whose seeds the tables of one scaling lack."""
    cut = {scaling: dict(of_scaling) for scaling, of_scaling in tables.items()}
    for name in BY_MODEL:
        there = [one[name] for one in cut.values() if name in one]
        common = set.intersection(*(set(one["seed"]) for one in there)) if there else set()
        for one in cut.values():
            if name in one:
                one[name] = one[name][one[name]["seed"].isin(common)]
    return cut
