"""Measure the complexity of the pairs of a dataset."""

import logging
from functools import partial

import numpy as np

from taskcomplexity.columns import DISTANCE_COLUMNS, PROBE_COLUMNS
from taskcomplexity.complexity.correlations import correlation_table
from taskcomplexity.complexity.pairs import complexity_table
from taskcomplexity.complexity.reliability import reliability_table
from taskcomplexity.data.stored import load_data
from taskcomplexity.frames import with_class_names, write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.tasks.ending import untrained_told
from taskcomplexity.tables import read_table, read_tables

with job(snakemake.log[0]):
    params, data = snakemake.params, load_data(snakemake.input.data)
    probed = (
        read_tables(snakemake.input.pruned, PROBE_COLUMNS).to_pandas(),
        read_tables(snakemake.input.randomized, PROBE_COLUMNS).to_pandas(),
        params.complexity["randomization"],
    )
    table = complexity_table(
        read_table(snakemake.input.distances, DISTANCE_COLUMNS).to_pandas(),
        *probed,
        np.bincount(data.test_labels, minlength=len(data.classes)),
    )
    stream = partial(numpy_generator, params.seed, snakemake.wildcards.dataset)
    correlations = correlation_table(
        table, params.complexity["resamples"], partial(stream, "correlations")
    )
    reliability = reliability_table(
        *probed, table, params.complexity["splits"], stream("reliability")
    )
    made_by = record(
        seed=params.seed, code=params.code, device="cpu", threads=1, settings=params.complexity
    )
    for frame, path in (
        (with_class_names(table, data.classes), snakemake.output.pairs),
        (correlations, snakemake.output.correlations),
        (reliability, snakemake.output.reliability),
    ):
        write_frame(frame, path, made_by)
    # The end of a run tells it too, but not that of a workflow that this one is a module of.
    if told := untrained_told(snakemake.output.pairs, data.classes):
        logging.getLogger("taskcomplexity").warning("%s: %s", snakemake.wildcards.dataset, told)
