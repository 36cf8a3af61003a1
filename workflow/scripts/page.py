"""Gather what a target adds to the page of results."""

import json
from pathlib import Path

from taskcomplexity.atomic import replacing
from taskcomplexity.joblog import job
from taskcomplexity.page.part import PartBuilder
from taskcomplexity.page.report import render_tables
from taskcomplexity.provenance import record

with job(snakemake.log[0]):
    page, output = snakemake.params.page, Path(snakemake.output.part)
    places = dict(zip(page["files"], snakemake.input, strict=True))
    captions = Path(snakemake.scriptdir).resolve().parent / "report"
    part = PartBuilder(page, places, output.parent.parent, captions).build()
    part["made_by"] = record(
        seed=snakemake.params.seed, code=snakemake.params.code, device="cpu", threads=1
    )
    with replacing(snakemake.output.tables) as beside:
        beside.write_text(render_tables(part), encoding="utf-8")
    with replacing(output) as beside:
        beside.write_text(json.dumps(part, ensure_ascii=False, allow_nan=False), encoding="utf-8")
