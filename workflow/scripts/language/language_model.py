"""Fetch the model and its tokenizer."""

from pathlib import Path

from taskcomplexity.joblog import job
from taskcomplexity.studies.language.sources import fetch_model

with job(snakemake.log[0]):
    fetch_model(snakemake.params.source, Path(snakemake.output[0]))
