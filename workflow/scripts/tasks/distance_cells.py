"""Estimate SSIM distances between classes and within, a block of them."""

from taskcomplexity.data.images import load_images
from taskcomplexity.distances.classes import cell_table
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    table = cell_table(
        snakemake.wildcards.dataset,
        load_images(snakemake.input.images),
        params.cells,
        params.image_pairs,
        params.seed,
    )
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=1,
        settings={"image_pairs": params.image_pairs},
    )
    write_table(table, snakemake.output[0], made_by)
