"""Draw figure 8: accuracy of every pair of classes."""

from taskcomplexity.columns import COMPLEXITY_COLUMNS
from taskcomplexity.figures.figure_08 import draw_accuracies
from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.style import Style
from taskcomplexity.frames import read_by_dataset
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record

with job(snakemake.log[0]):
    params = snakemake.params
    table = read_by_dataset(params.titles, snakemake.input.complexity, COMPLEXITY_COLUMNS)
    percent = ["accuracy", "mean_accuracy", "trained_accuracy"]
    table[percent] = 100 * table[percent]
    table = table[["dataset", "class_a", "class_b", *percent, "models", "untrained_models"]]
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    publish(
        table,
        lambda table: draw_accuracies(table, params.titles, params.classes),
        snakemake.output,
        Style(**params.style),
        made_by,
    )
