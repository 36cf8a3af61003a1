"""Hold the metrics of H-models against those of E-models."""

import pandas as pd

from taskcomplexity.frames import read_by_dataset, write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.neighbours.columns import (
    MEASURES,
    MODEL_LAYER_COLUMNS,
    PAIR,
)
from taskcomplexity.studies.metrics.neighbours.tasks import task_table
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params, given = snakemake.params, snakemake.input
    models = read_tables(given.models, MODEL_LAYER_COLUMNS).to_pandas()
    columns = [*PAIR, *MEASURES]
    if params.datasets:
        complexity = read_by_dataset(params.datasets, given.complexity, columns)
    else:
        complexity = pd.DataFrame(columns=["dataset", *columns])
    table = task_table(models, complexity, params.resamples, params.seed)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=1,
        settings={"resamples": params.resamples},
    )
    write_frame(table, snakemake.output[0], made_by)
