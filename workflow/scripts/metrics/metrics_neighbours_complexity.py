"""Hold the metrics of the models of pairs beside the complexity of their tasks."""

from taskcomplexity.frames import read_by_dataset, write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.neighbours.columns import (
    MEASURES,
    MODEL_LAYER_COLUMNS,
    PAIR,
)
from taskcomplexity.studies.metrics.neighbours.complexity import (
    beside_complexity,
    correlation_table,
)
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params, given, output = snakemake.params, snakemake.input, snakemake.output
    models = read_tables(given.models, MODEL_LAYER_COLUMNS).to_pandas()
    complexity = read_by_dataset(params.datasets, given.complexity, [*PAIR, *MEASURES])
    beside = beside_complexity(models, complexity)
    correlations = correlation_table(beside, params.resamples, params.seed)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=1,
        settings={"resamples": params.resamples},
    )
    write_frame(beside, output.complexity, made_by)
    write_frame(correlations, output.correlations, made_by)
