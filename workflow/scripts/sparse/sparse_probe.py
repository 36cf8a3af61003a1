"""Apply a probe to the links of networks and measure them."""

from taskcomplexity.devices import open_device
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.provenance import record
from taskcomplexity.studies.sparse.measure import probe_table
from taskcomplexity.studies.sparse.names import Networks
from taskcomplexity.studies.sparse.stored import read_stored

with job(snakemake.log[0]):
    dataset, params = snakemake.wildcards.dataset, snakemake.params
    device = open_device("cpu", snakemake.threads)
    stored = read_stored(
        snakemake.input.weights,
        snakemake.input.images,
        dataset,
        Networks.parse(snakemake.wildcards.networks).method,
        params.inputs,
        params.measuring,
        params.seed,
        device,
    )
    table = probe_table(PROBES[params.probe], stored.subjects, params.sweeps, dataset, params.seed)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={"probe": params.probe, "sweeps": params.sweeps, **params.measuring},
    )
    write_frame(stored.named(table), snakemake.output[0], made_by)
