"""Hold the published claims and values of a study against ours."""

import importlib
from dataclasses import asdict, fields
from pathlib import Path

import pandas as pd

from taskcomplexity.atomic import replacing
from taskcomplexity.audit.page import render_page
from taskcomplexity.audit.verdict import Verdict
from taskcomplexity.frames import read_sources, write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record

with job(snakemake.log[0]):
    params = snakemake.params
    tables = read_sources(dict(snakemake.input.items()), params.reads)
    published = Path(snakemake.scriptdir).resolve().parents[1] / "resources/published"
    judge = importlib.import_module(params.module).judge
    report = judge(tables, params.about, published / params.study, params.seed)
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    columns = [one.name for one in fields(Verdict)]
    rows = pd.DataFrame([asdict(row) for row in report.rows()], columns=columns)
    print(rows["verdict"].value_counts().to_string())
    write_frame(rows, snakemake.output.table, made_by)
    with replacing(snakemake.output.page) as beside:
        beside.write_text(render_page(report, made_by), encoding="utf-8")
