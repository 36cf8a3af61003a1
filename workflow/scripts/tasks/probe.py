"""Apply a probe to trained models and measure them."""

from taskcomplexity.data.stored import load_data
from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.probes.measure import probe_files
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    table = probe_files(
        PROBES[params.probe],
        [snakemake.input.weights],
        load_data(snakemake.input.images),
        params.sweeps,
        params.seed,
        device,
        each_layer=params.each_layer,
        threshold=params.threshold,
    )
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={
            "probe": params.probe,
            "sweeps": params.sweeps,
            "layers": "each" if params.each_layer else "all",
            "threshold": params.threshold,
        },
    )
    write_table(table, snakemake.output[0], made_by)
