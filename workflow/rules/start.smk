"""What happens when a run starts, and only then: nothing else changes a file.

Whether it does is not known when this workflow is read: that happens for a dry run, a summary or an
unlock as well. Damaged results are found and told at once, count as missing in every plan, and are
set aside by a run that makes them again. Snakemake looks at the dates of files, not into them.
"""

DAMAGED = set()


def find_damage():
    """Find the damaged outputs of the rules, and tell them."""
    try:
        damaged = find_damaged(
            RESULTS, lambda path: any(rule.is_producer(str(path)) for rule in workflow.rules)
        )
    except OSError as error:
        raise WorkflowError(
            f"{error.filename}: {error.strerror}. Results must be readable; give the file back its "
            "permissions, or remove it so that it is made again."
        ) from None
    for path in damaged:
        logger.warning(f"{path} is damaged. A run makes it again, and what follows from it.")
    DAMAGED.update(map(str, damaged))


def no_input(wildcards):
    """No file; asked for when the jobs are found, and it is known whether they are to run."""
    if workflow.is_main_process:
        prepare_lock()
        if not workflow.touch:
            workflow.dag.forcefiles.update(DAMAGED)
    return []


def prepare_lock():
    """Take away the lock of a run that was killed, and say whose the next one is.

    A workflow that uses this one as a module runs no `onstart` of it, so this is done here.
    """
    records = Path(".snakemake")
    if workflow.executor_plugin is None:
        return
    dead = has_dead_lock(records)
    if workflow.dryrun:
        if dead:
            logger.info("The run before this one was killed; the next run takes its lock away.")
        return
    if dead:
        release(records)
        logger.info("The run before this one was killed; its lock is taken away.")
    claim(records)
    write_configs(records)
    end_with_page()
    if workflow.modifier.is_main_snakefile():
        shell.prefix(f"set -euo pipefail; {IGNORED_BY_JOBS}")
        end_jobs_when_interrupted(tell_how_to_go_on)


def write_configs(records):
    """Write down which files the configs of runs here came from, for who would start another."""
    files = (Path(file).resolve() for file in workflow.configfiles)
    told = (file.relative_to(ROOT) if file.is_relative_to(ROOT) else file for file in files)
    path, line = records / "taskcomplexity-configs", " ".join(map(str, told))
    lines = path.read_text().splitlines() if path.exists() else []
    if line not in lines:
        path.write_text("\n".join([*lines, line, ""]))


def check_scheduler():
    """Tell at once that there is no SLURM to send jobs to, before every job is tried again."""
    if workflow.executor_plugin.name == "slurm" and not shutil.which("sbatch"):
        raise WorkflowError(
            "there is no `sbatch` here, which a profile of SLURM sends jobs with; run it on a login "
            "node of the cluster, load the module that has it, or leave the profile out to run here"
        )


def set_damage_aside():
    """Keep the damaged results beside those that this run makes in their place."""
    made = {file for job in workflow.dag.needrun_jobs() for file in job.output}
    for path in sorted(DAMAGED & made) if not workflow.touch else ():
        logger.warning(f"{path} is set aside as {set_aside(Path(path)).name}.")
