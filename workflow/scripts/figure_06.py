"""Draw figure 6: SSIM distances between and within classes."""

from taskcomplexity.columns import DISTANCE_COLUMNS
from taskcomplexity.figures.figure_06 import draw_distances
from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.style import Style
from taskcomplexity.frames import read_by_dataset
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record

with job(snakemake.log[0]):
    params = snakemake.params
    table = read_by_dataset(params.titles, snakemake.input.distances, DISTANCE_COLUMNS)
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    publish(
        table,
        lambda table: draw_distances(table, params.titles, params.classes),
        snakemake.output,
        Style(**params.style),
        made_by,
    )
