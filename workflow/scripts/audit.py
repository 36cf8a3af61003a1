"""Hold the published claims and values against ours."""

from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from taskcomplexity.atomic import replacing
from taskcomplexity.audit.claims import read_claims
from taskcomplexity.audit.evidence import Evidence
from taskcomplexity.audit.page import render_page
from taskcomplexity.audit.values import judge_matrices
from taskcomplexity.columns import COMPLEXITY_COLUMNS, CORRELATION_COLUMNS, DISTANCE_COLUMNS
from taskcomplexity.frames import read_by_dataset
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table


def by_dataset(paths, columns):
    """Read a table per dataset, None where there are none."""
    return read_by_dataset(snakemake.params.classes, paths, columns) if paths else None


def figure_table(paths):
    """Read the source table of a figure, None where it is not drawn."""
    return pq.read_table(paths[0]).to_pandas() if paths else None


with job(snakemake.log[0]):
    params, given = snakemake.params, snakemake.input
    evidence = Evidence(
        classes=params.classes,
        distances=by_dataset(given.distances, DISTANCE_COLUMNS),
        complexity=by_dataset(given.complexity, COMPLEXITY_COLUMNS),
        correlations=by_dataset(given.correlations, CORRELATION_COLUMNS),
        curves=figure_table(given.curves),
        boxes=figure_table(given.boxes),
        recovery=figure_table(given.recovery),
        spread=figure_table(given.spread),
    )
    published = Path(snakemake.scriptdir).resolve().parents[1] / "resources/published"
    claims = [claim.judge(evidence) for claim in read_claims(published)]
    values, tables = judge_matrices(evidence, published)
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    rows = pd.DataFrame([asdict(row) for row in (*claims, *values)])
    print(rows["verdict"].value_counts().to_string())
    write_table(pa.Table.from_pandas(rows, preserve_index=False), snakemake.output.table, made_by)
    with replacing(snakemake.output.page) as beside:
        beside.write_text(render_page(claims, values, tables, made_by), encoding="utf-8")
