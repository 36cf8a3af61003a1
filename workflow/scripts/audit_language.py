"""Hold the published statements and curves of the language model against ours."""

from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa

from taskcomplexity.atomic import replacing
from taskcomplexity.audit.language import LayerEvidence, judge_curves, judge_statements
from taskcomplexity.audit.page import render_page
from taskcomplexity.columns import CURVE_COLUMNS
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_table, write_table

with job(snakemake.log[0]):
    params = snakemake.params
    table = read_table(snakemake.input[0], CURVE_COLUMNS).to_pandas()
    evidence = LayerEvidence(table, params.layers)
    published = Path(snakemake.scriptdir).resolve().parents[1] / "resources/published/language"
    statements = judge_statements(evidence, published)
    curves = judge_curves(table, published, comparable=params.comparable)
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    rows = pd.DataFrame([asdict(row) for row in (*statements, *curves)])
    print(rows["verdict"].value_counts().to_string())
    write_table(pa.Table.from_pandas(rows, preserve_index=False), snakemake.output.table, made_by)
    with replacing(snakemake.output.page) as beside:
        beside.write_text(render_page(statements, curves, {}, made_by), encoding="utf-8")
