"""Draw figure 4: what the models of each pair of classes lose."""

from taskcomplexity.columns import COMPLEXITY_COLUMNS, CORRELATION_COLUMNS
from taskcomplexity.figures.figure_04 import draw_complexity
from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.style import Style
from taskcomplexity.frames import read_by_dataset
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record

with job(snakemake.log[0]):
    params = snakemake.params
    table = read_by_dataset(params.titles, snakemake.input.complexity, COMPLEXITY_COLUMNS)
    correlations = read_by_dataset(params.titles, snakemake.input.correlations, CORRELATION_COLUMNS)
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    publish(
        table,
        lambda table: draw_complexity(
            table, correlations, params.kind, params.titles, params.classes
        ),
        snakemake.output,
        Style(**params.style),
        made_by,
    )
