"""Prune trained models and measure them."""

import pyarrow as pa

from taskcomplexity.data.images import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.joblog import logged
from taskcomplexity.probes.measure import probe_weights
from taskcomplexity.probes.prune import prune_sweep
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table

with logged(snakemake.log[0]):
    params = snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    images = load_images(snakemake.input.images)
    tables = [
        probe_weights("prune", prune_sweep, path, images, params.sweeps, params.seed, device)
        for path in snakemake.input.weights
    ]
    made_by = record(
        seed=params.seed, code=params.code, device=device.type, threads=snakemake.threads
    )
    write_table(pa.concat_tables(tables), snakemake.output[0], made_by)
