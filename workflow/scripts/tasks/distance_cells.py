"""Estimate distances between classes and within, a block of them."""

from taskcomplexity.data.stored import load_data
from taskcomplexity.distances.classes import cell_table
from taskcomplexity.distances.measure import chosen
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    data = load_data(snakemake.input.images)
    table = cell_table(
        snakemake.wildcards.dataset,
        data,
        params.cells,
        params.image_pairs,
        params.seed,
        params.measure,
    )
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=1,
        settings={"image_pairs": params.image_pairs, "measure": chosen(data, params.measure)},
    )
    write_table(table, snakemake.output[0], made_by)
