"""Score the model as it is."""

import pyarrow as pa

from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.language.columns import SCORES
from taskcomplexity.studies.language.corpus import load_sentences
from taskcomplexity.studies.language.measure import baselines
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    sentences = load_sentences(snakemake.input.corpus, "test", params.sentences)
    found = baselines(snakemake.input.model, sentences, params.precision, device)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={"precision": params.precision, "sentences": params.sentences},
    )
    table = pa.table(
        {
            "precision": list(found),
            "sentences": [len(sentences)] * len(found),
            **{name: [scores[name] for scores in found.values()] for name in SCORES},
        }
    )
    write_table(table, snakemake.output[0], made_by)
