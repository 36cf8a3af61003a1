"""The measurements as a page of tables."""


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def written(found):
    """The whole page."""
    return "\n".join(
        [
            about(found),
            "## The whole run\n",
            whole_run(found["run"]),
            "## Stages\n",
            stages(found),
            "## Growth\n",
            growth(found["growth"]),
        ]
    )


def about(found):
    """The machine and its peaks."""
    machine = found["machine"]
    peaks = ", ".join(f"{name} {peak:.0f}" for name, peak in sorted(found["peaks"].items()))
    return (
        f"Measured on {machine['date']}: {machine['processor']}, {machine['cores']} cores, Python "
        f"{machine['python']}, torch {machine['torch']}, NumPy {machine['numpy']}, Snakemake "
        f"{machine['snakemake']}. Peak of one thread in 10⁹ operations a second, square products: "
        f"{peaks}.\n"
    )


def whole_run(run):
    """Time and memory by rule, and what share of the time is no computation."""
    rows = [
        [
            rule,
            str(sums["jobs"]),
            f"{sums['seconds']:.0f}",
            f"{sums['worked']:.0f}",
            f"{sums['memory']:.0f}",
        ]
        for rule, sums in sorted(run["rules"].items())
    ]
    jobs, seconds, worked = (
        sum(sums[key] for sums in run["rules"].values()) for key in ("jobs", "seconds", "worked")
    )
    total = run["seconds"] * run["cores"]
    return table(
        ["rule", "jobs", "seconds", "of which work", "most memory, MiB"],
        [*rows, ["all", str(jobs), f"{seconds:.0f}", f"{worked:.0f}", ""]],
    ) + (
        f"\nWall time {run['seconds'] / 60:.1f} min on {run['cores']} cores. Of their time "
        f"{worked / total:.0%} is work, {(seconds - worked) / total:.0%} start and imports of "
        f"Python, {1 - seconds / total:.0%} the time of cores without a job: scheduling, and waits "
        "for what comes before.\n"
    )


def stages(found):
    """Time, operations and share of the peak of every stage, and the ratio to plain PyTorch."""
    peak = max(speed for name, speed in found["peaks"].items() if "float32" in name)
    rows = []
    for row in found["stages"]:
        speed = row["operations"] / row["seconds"] / 1e9
        rows.append(
            [
                row["stage"],
                row["unit"],
                f"{1e3 * row['seconds']:.3g}",
                f"{row['operations'] / 1e9:.2g}" if row["operations"] else "",
                f"{speed / peak:.2f}" if row["operations"] else "",
                f"{1e3 * row['plain_seconds']:.3g}" if row["plain_seconds"] else "",
                f"{row['plain_seconds'] / row['seconds']:.1f}" if row["plain_seconds"] else "",
            ]
        )
    head = ["stage", "per", "ms", "10⁹ operations", "share of peak", "plain, ms", "ratio"]
    return table(head, rows)


def growth(measured):
    """Seconds at three sizes each."""
    rows = [
        [row["grows with"], str(row["size"]), f"{row['seconds']:.2f}",
         f"{1e3 * row['seconds'] / row['size']:.0f}"]
        for row in measured
    ]  # fmt: skip
    return table(["grows with", "size", "seconds", "ms each"], rows)
