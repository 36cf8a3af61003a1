"""Audits against published results, one of every study that has claims.

Input: the tables that the claims are held against, where the config makes them; what was published.
Output: a row per claim or value, and the same to read.
"""

for study, plan in PLANS.items():
    if audit := plan.audit():
        files, name = plan.study.audit_files(), plan.study.audit_rule

        rule:
            name:
                name
            input:
                unpack(tables_of(audit)),
            output:
                table=files["table"],
                page=report(
                    files["page"],
                    caption="../report/audit.rst",
                    category="Audit",
                    labels={"audit": "page", "study": study},
                ),
            log:
                f"logs/{name}.log",
            benchmark:
                f"logs/benchmarks/{name}.tsv"
            localrule: True
            conda:
                "../../envs/science.yaml"
            resources:
                mem_mb=1000,
                runtime=10,
            params:
                study=study,
                reads=reading(audit.reads),
                module=audit.module,
                about=audit.about,
                published=published(study),
                seed=config["seed"],
                code=code("audit", audit.module),
            message:
                f"Audit of {study} against the published results"
            script:
                "../scripts/audit.py"
