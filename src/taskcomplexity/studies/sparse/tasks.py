"""The perturbations of this study on the E- and H-models of the first paper."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch

from taskcomplexity.data.images import Images
from taskcomplexity.data.samples import pick_task
from taskcomplexity.models.scaling import SCALINGS, SIGNED, UNIT
from taskcomplexity.models.storage import load_ensembles
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.sparse.columns import TASK_COLUMNS
from taskcomplexity.studies.sparse.inputs import Data, Split
from taskcomplexity.studies.sparse.measure import attack_table, probe_table
from taskcomplexity.studies.sparse.subjects import FullNetwork


def task_table(
    path: str | Path,
    images: Images,
    seeds: int,
    sweeps: Mapping[str, Sequence[Mapping[str, Any]]],
    attacks: Mapping[str, Any],
    root_seed: int,
    device: torch.device,
) -> pd.DataFrame:
    """Disturb E- or H-models and measure them.

    The weights of both layers are disturbed, their biases stay, as of sparse networks.

    Parameters
    ----------
    path
        The file of their weights.
    images
        Their dataset.
    seeds
        How many models, from seed 0 on.
    sweeps
        By probe, as :func:`taskcomplexity.studies.sparse.measure.probe_table` takes them.
    attacks
        As :func:`taskcomplexity.studies.sparse.measure.attack_table` takes them.
    root_seed
        Root of the random streams.
    device
        Where to compute.

    Returns
    -------
    pandas.DataFrame
        :data:`taskcomplexity.studies.sparse.columns.TASK_COLUMNS`. Attacks are of the probe
        ``attack``, their bound is the level.
    """
    tables = []
    for ensemble, block in load_ensembles(path, device):
        if block.scaling not in (SIGNED.name, UNIT.name):
            raise ValueError(
                f"{path}: these models were trained with training.scaling {block.scaling}, each "
                "pixel in its own way; attacks are measured of models with signed or unit"
            )
        task = pick_task(images, block.classes, torch.device("cpu"))
        train, test = Split.of(task.train), Split.of(task.test)
        data = Data(
            train,
            train[:0],
            test,
            len(block.classes),
            SCALINGS[block.scaling](task.train.values),
            np.arange(len(test)),
        )
        wanted = [place for place, seed in enumerate(block.seeds) if seed < seeds]
        subjects = [
            FullNetwork(block.seeds[at], ensemble[at : at + 1], data, test, "all") for at in wanted
        ]
        name = f"{block.dataset} {block.task_name}"
        found = [
            probe_table(PROBES[probe], subjects, of_probe, name, root_seed)
            for probe, of_probe in sweeps.items()
        ]
        attacked = attack_table(subjects, attacks, data.inputs, name, root_seed)
        found.append(
            attacked.rename(columns={"epsilon": "level"}).assign(
                probe="attack", draw=0, variant="weights"
            )
        )
        trained = dict(zip(block.seeds, block.trained, strict=True))
        table = pd.concat(found, ignore_index=True)
        tables.append(
            table.assign(
                dataset=block.dataset, task=block.task, trained=table["seed"].map(trained)
            )[list(TASK_COLUMNS)]
        )
    return pd.concat(tables, ignore_index=True).astype({"level": np.float64})
