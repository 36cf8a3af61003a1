"""Add noise to the weights of trained models and measure them."""

from taskcomplexity.data.images import load_images
from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.probes.measure import probe_files
from taskcomplexity.probes.noise import noise_sweep
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    images = load_images(snakemake.input.images)
    table = probe_files(
        "noise",
        noise_sweep,
        snakemake.input.weights,
        images,
        params.sweeps,
        params.seed,
        device,
    )
    made_by = record(
        seed=params.seed, code=params.code, device=device.type, threads=snakemake.threads
    )
    write_table(table, snakemake.output[0], made_by)
