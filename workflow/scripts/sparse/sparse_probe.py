"""Apply a probe to the links of networks and measure them."""

import pyarrow as pa

from taskcomplexity.data.images import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.provenance import record
from taskcomplexity.studies.sparse.inputs import read_data
from taskcomplexity.studies.sparse.measure import probe_table
from taskcomplexity.studies.sparse.names import Networks
from taskcomplexity.studies.sparse.stored import read_subjects
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    dataset, params = snakemake.wildcards.dataset, snakemake.params
    device = open_device("cpu", snakemake.threads)
    images = load_images(snakemake.input.images)
    data = read_data(images, dataset, **params.inputs, root_seed=params.seed)
    method = Networks.parse(snakemake.wildcards.networks).method
    subjects, named = read_subjects(
        snakemake.input.weights, dataset, method, data, device, **params.measuring
    )
    table = named(probe_table(PROBES[params.probe], subjects, params.sweeps, dataset, params.seed))
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={"probe": params.probe, "sweeps": params.sweeps, **params.measuring},
    )
    write_table(pa.Table.from_pandas(table, preserve_index=False), snakemake.output[0], made_by)
