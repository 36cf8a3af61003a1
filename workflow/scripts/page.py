"""Gather what a target adds to the page of results."""

import json
from pathlib import Path

import yaml

from taskcomplexity.atomic import replacing
from taskcomplexity.joblog import job
from taskcomplexity.page.part import PartBuilder
from taskcomplexity.page.ran import differing, machine
from taskcomplexity.page.report import render_tables
from taskcomplexity.provenance import record

ROOT = Path(snakemake.scriptdir).resolve().parents[1]

with job(snakemake.log[0]):
    page, output = snakemake.params.page, Path(snakemake.output.part)
    places = dict(zip(page["files"], snakemake.input, strict=True))
    part = PartBuilder(page, places, output.parent.parent, ROOT / "workflow/report").build()
    usual = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    part["settings"] = list(differing(snakemake.config, usual))
    part["machine"] = machine()
    part["made_by"] = record(
        seed=snakemake.params.seed, code=snakemake.params.code, device="cpu", threads=1
    )
    with replacing(snakemake.output.tables) as beside:
        beside.write_text(render_tables(part), encoding="utf-8")
    with replacing(output) as beside:
        beside.write_text(json.dumps(part, ensure_ascii=False, allow_nan=False), encoding="utf-8")
