"""Measure the brightness of every class."""

from taskcomplexity.studies.brightness.measure import brightness

from taskcomplexity.data.stored import load_images
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    table = brightness(load_images(snakemake.input.images), params.images)
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    write_table(table, snakemake.output[0], made_by)
