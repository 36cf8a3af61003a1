"""Hold the claims of the first paper against the results under each scaling of the inputs."""

from pathlib import Path

from taskcomplexity.frames import read_sources, write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.tasks.sensitivity.audit import audit_table

with job(snakemake.log[0]):
    params = snakemake.params
    files = dict(snakemake.input.items())
    tables = {
        scaling: read_sources({name: files.get(f"{scaling}_{name}", ()) for name in reads}, reads)
        for scaling, reads in params.reads.items()
    }
    published = Path(snakemake.scriptdir).resolve().parents[2] / "resources/published/tasks"
    table = audit_table(tables, params.about, published, params.seed)
    print(table.groupby("scaling", sort=False)["verdict"].value_counts().unstack().to_string())
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    write_frame(table, snakemake.output[0], made_by)
