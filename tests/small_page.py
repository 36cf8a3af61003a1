"""A small page of results, with text of users that looks like markup."""

import json
from dataclasses import asdict

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from taskcomplexity.data.images import Images
from taskcomplexity.data.stored import save_data
from taskcomplexity.frames import write_frame
from taskcomplexity.page.part import PartBuilder
from taskcomplexity.study import Page, ShownFigure, ShownPairs, ShownTable, Source

# What would end a script, open a tag or be read as a mark of a template, were it not text.
CLASSES = ("<b>bold</b>", "$5", "</script>")
# Markup that runs where text is taken for HTML, even out of sight.
RUNS = "R&D <img src=x onerror=\"document.title='run'\">"
SAMPLED = "results/data/own.safetensors"


def probed():
    rng = np.random.default_rng(3)
    rows = [
        {"dataset": "own", "task_name": task, "seed": seed, "trained": seed > 0, "level": level}
        for task in ("0-1", "0-2")
        for seed in range(5)
        for level in (0.0, 0.5, 1.0)
    ]
    return pd.DataFrame(rows).assign(accuracy=rng.random(len(rows)), class_a=0, epoch=1)


def pairs():
    return pd.DataFrame(
        {
            "class_a": [0, 0, 1],
            "class_b": [1, 2, 2],
            "accuracy": [0.9, 0.8, np.nan],
            "delta_binarization": [1.0, 3.0, 2.0],
            "delta_binarization_ci_low": [0.5, 2.5, 1.5],
            "delta_binarization_ci_high": [1.5, 3.5, 2.5],
        }
    )


def verdicts():
    row = {"published": RUNS, "tolerance": "1", "null": "0", "needs": ""}
    return pd.DataFrame(
        [
            {"source": "figure 4a", "claim": "<i>all</i> hold", "verdict": "reproduced", **row},
            {"source": "section 1", "claim": "none do", "verdict": "not reproduced", **row},
        ]
    ).assign(ours=["$5", "</script>"])


def make_part(tmp_path):
    """A folder of results with the part of one target; the part."""
    home = tmp_path / "results"
    figures = {
        kind: f"results/figures/figure_04.{suffix}"
        for kind, suffix in {"pdf": "pdf", "png": "png", "table": "parquet"}.items()
    }
    page = Page(
        "all",
        "Easy & hard",
        (
            ShownFigure(
                "figure_04", "04", "losses", "tasks/caption.rst", {"hidden": "<64>"}, figures
            ),
        ),
        (
            ShownTable(
                "probes",
                "A row per task and level",
                Source(("results/probes.parquet",), ()),
                ("seed", "trained"),
                ("accuracy",),
                "level",
            ),
            ShownTable("pairs", "A row per pair", Source(("results/own.parquet",), (), ("own",))),
            ShownTable("long", "Many", Source(("results/own.parquet",), ()), linked=True),
        ),
        (ShownPairs("own", "paper", "Own $5", CLASSES, "results/own.parquet", SAMPLED),),
        {"tasks": "results/audit.parquet"},
        {"own": CLASSES},
    )
    (home / "figures").mkdir(parents=True)
    for kind in ("png", "pdf"):
        Figure(figsize=(1, 1)).savefig(tmp_path / figures[kind])
    for name, frame in {
        figures["table"]: pairs(),
        "results/probes.parquet": probed(),
        "results/own.parquet": pairs(),
        "results/audit.parquet": verdicts(),
    }.items():
        write_frame(frame, tmp_path / name, {})
    rng = np.random.default_rng(1)
    images = rng.integers(0, 255, (6, 8, 8)).astype(np.uint8)
    labels = np.array([2, 1, 0, 0, 1, 2], dtype=np.uint8)
    save_data(Images(images, labels, images, labels, CLASSES), tmp_path / SAMPLED)
    captions = tmp_path / "captions"
    (captions / "tasks").mkdir(parents=True)
    (captions / "tasks/caption.rst").write_text(
        'Models of *{{ snakemake.params.about["hidden"] }}* units.'
    )
    places = {name: str(tmp_path / name) for name in page.files}
    described = {**asdict(page), "files": page.files}
    part = PartBuilder(described, places, home, captions).build()
    part |= {
        "made_by": {"seed": 7, "versions": {"python": "3"}},
        "settings": [{"key": "datasets.own.path", "value": "<i>$5</i>", "default": ""}],
        "machine": {"system": "Linux", "processor": "", "cores": 2},
    }
    (home / "pages").mkdir()
    (home / "pages/all.json").write_text(json.dumps(part, allow_nan=False))
    return home, part
