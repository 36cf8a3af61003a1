"""Write down the logits of binarized models of a pair of classes, sample by sample."""

from taskcomplexity.data.stored import load_data
from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.models.storage import load_ensembles
from taskcomplexity.provenance import record
from taskcomplexity.studies.tasks.sensitivity.logits import logit_table
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device("cpu", snakemake.threads)
    found = load_ensembles(snakemake.input.weights, device)
    ensemble, block = next(one for one in found if one[1].classes == tuple(params.pair))
    table = logit_table(ensemble, block, load_data(snakemake.input.images), device)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={"pair": params.pair},
    )
    write_table(table, snakemake.output[0], made_by)
