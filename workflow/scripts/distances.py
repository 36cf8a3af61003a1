"""Estimate the SSIM distances of a dataset."""

from taskcomplexity.data.images import load_images
from taskcomplexity.distances.classes import distance_table
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    table = distance_table(
        snakemake.wildcards.dataset,
        load_images(snakemake.input.images),
        **snakemake.params.settings,
        root_seed=snakemake.params.seed,
    )
    made_by = record(
        seed=snakemake.params.seed, code=snakemake.params.code, device="cpu", threads=1
    )
    write_table(table, snakemake.output[0], made_by)
