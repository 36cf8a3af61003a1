"""Put the distances of a dataset together, and tell the extremes from the others."""

from taskcomplexity.columns import DISTANCE_COLUMNS
from taskcomplexity.data.stored import load_data
from taskcomplexity.distances.classes import distance_table
from taskcomplexity.frames import with_class_names, write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params, data = snakemake.params, load_data(snakemake.input.images)
    table = distance_table(
        snakemake.wildcards.dataset,
        data,
        read_tables(snakemake.input.cells, DISTANCE_COLUMNS),
        params.settings["most_image_pairs"],
        params.seed,
    )
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=1,
        settings={**params.settings, "measure": table["measure"][0].as_py()},
    )
    write_frame(with_class_names(table.to_pandas(), data.classes), snakemake.output[0], made_by)
