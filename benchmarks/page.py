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
            "## An epoch of one sparse network\n",
            sparse(found["sparse"]),
            f"## Metrics of {found['metrics']['networks']} convolutional networks\n",
            metrics(found["metrics"]),
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
    """Time, share of the peak and ratio to plain PyTorch of every stage."""
    peak = 1e9 * max(speed for name, speed in found["peaks"].items() if "float32" in name)

    def share(operations, seconds):
        return f"{operations / seconds / peak:.2f}" if operations else ""

    rows = []
    for row in found["stages"]:
        parts, operations = row["parts"] or {}, row["operations"]
        rows.append(
            [
                row["stage"],
                row["unit"],
                f"{operations / 1e9:.2g}" if operations else "",
                f"{1e3 * row['seconds']:.3g}",
                share(operations, row["seconds"]),
                f"{1e3 * parts['disturbing']:.3g}" if parts else "",
                share(operations / 2, parts["weights"]) if parts else "",
                share(operations / 2, parts["signs"]) if parts else "",
                f"{1e3 * row['plain_seconds']:.3g}",
                f"{row['plain_seconds'] / row['seconds']:.1f}",
            ]
        )
    head = ["stage", "one", "10⁹ operations", "ms", "share of peak", "disturbing, ms"]
    head += ["weights, share", "signs, share", "plain, ms", "plain / ours"]
    return table(head, rows)


def growth(measured):
    """Seconds at three sizes each."""
    rows = [
        [row["grows with"], str(row["size"]), f"{row['seconds']:.2f}",
         f"{1e3 * row['seconds'] / row['size']:.0f}"]
        for row in measured
    ]  # fmt: skip
    return table(["grows with", "size", "seconds", "ms each"], rows)


def sparse(found):
    """Seconds, ratio to ours and share of the peak of each way, and the limits."""
    rows = [
        [
            row["way"],
            f"{row['seconds']:.2f}",
            f"{row['ratio']:.1f}",
            f"{row['operations'] / 1e9:.1f}",
            f"{row['operations'] / row['seconds'] / found['peak']:.2f}",
            "all" if row["steps"] is None else str(row["steps"]),
        ]
        for row in found["ways"]
    ]
    ours = found["ways"][0]["seconds"]
    head = ["way", "s", "way / ours", "10⁹ operations", "share of peak", "steps measured"]
    return table(head, rows) + (
        f"\nPeak of torch's float32: {found['peak'] / 1e9:.0f}·10⁹ operations a second. The epoch "
        f"reads {found['read'] / 1e9:.1f} GB of rows over its links; the second-level cache gives "
        f"{found['bandwidth'] / 1e9:.0f} GB/s, so that {found['read'] / found['bandwidth']:.2f} s "
        f"is the least, and ours takes {ours * found['bandwidth'] / found['read']:.1f} times "
        "that. Where fewer steps were measured, the epoch is extrapolated from them.\n"
    )


def metrics(found):
    """Seconds of each way for strengths and ζ, and the ratio to ours."""
    together = [way["strengths"] + way["zeta"] for way in found["ways"]]
    rows = [
        [
            way["way"],
            f"{way['strengths']:.3g}",
            f"{way['zeta']:.3g}",
            f"{total / together[0]:.3g}",
            str(way["networks"]),
            str(way["images"]),
        ]
        for way, total in zip(found["ways"], together, strict=True)
    ]
    head = ["way", "node strength, s", f"ζ of {found['images']} images, s", "way / ours"]
    head += ["networks measured", "images measured"]
    return table(head, rows) + (
        "\nWhere fewer networks or images were measured, the seconds are extrapolated from them. "
        "The authors' code has the loops for node strength and no ζ.\n"
    )
