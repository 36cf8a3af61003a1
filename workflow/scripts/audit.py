"""Hold the published claims and values against ours."""

from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa

from taskcomplexity.atomic import replacing
from taskcomplexity.audit.claims import read_claims
from taskcomplexity.audit.evidence import Evidence
from taskcomplexity.audit.margins import margin_history
from taskcomplexity.audit.page import render_page
from taskcomplexity.audit.untrained import untrained_lines
from taskcomplexity.audit.values import judge_matrices
from taskcomplexity.columns import (
    COMPLEXITY_COLUMNS,
    CORRELATION_COLUMNS,
    DISTANCE_COLUMNS,
    PROBE_COLUMNS,
    SPREAD_COLUMNS,
)
from taskcomplexity.frames import read_by_dataset
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_tables, write_table

BY_DATASET = {
    "distances": DISTANCE_COLUMNS,
    "complexity": COMPLEXITY_COLUMNS,
    "correlations": CORRELATION_COLUMNS,
}
BY_MODEL = {"probes": PROBE_COLUMNS, "pairs": PROBE_COLUMNS, "spread": SPREAD_COLUMNS}


def read_evidence(given, classes):
    """Read the tables that the config makes."""
    tables = {
        name: read_by_dataset(classes, given[name], columns)
        for name, columns in BY_DATASET.items()
        if given[name]
    }
    return tables | {
        name: read_tables(given[name], columns).to_pandas()
        for name, columns in BY_MODEL.items()
        if given[name]
    }


with job(snakemake.log[0]):
    params = snakemake.params
    tables = read_evidence(dict(snakemake.input.items()), params.classes)
    untrained = untrained_lines(tables)
    if "spread" in tables:
        spread = tables["spread"]
        tables["spread"] = spread[spread["hidden"] == params.hidden]
    evidence = Evidence(tables, params.classes, params.seed)
    published = Path(snakemake.scriptdir).resolve().parents[1] / "resources/published"
    claims = [claim.judge(evidence) for claim in read_claims(published)]
    values, cells = judge_matrices(evidence, published)
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    rows = pd.DataFrame([asdict(row) for row in (*claims, *values)])
    print(rows["verdict"].value_counts().to_string(), *untrained, sep="\n")
    write_table(pa.Table.from_pandas(rows, preserve_index=False), snakemake.output.table, made_by)
    page = render_page(
        claims,
        values,
        cells,
        made_by,
        untrained=untrained,
        margins=margin_history(published),
    )
    with replacing(snakemake.output.page) as beside:
        beside.write_text(page, encoding="utf-8")
