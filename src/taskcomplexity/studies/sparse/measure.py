"""From disturbed networks to tables of scores."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from taskcomplexity.links.attacks import fgsm, pgd, random_signs
from taskcomplexity.links.nulls import NULLS, Moved
from taskcomplexity.probes.drive import disturb_stacks
from taskcomplexity.probes.probe import Probe
from taskcomplexity.progress import Progress
from taskcomplexity.scores.answers import SCORES, Scores
from taskcomplexity.studies.sparse.streams import stream
from taskcomplexity.studies.sparse.subjects import SparseNetwork, Subject, without_zeros

VARIANTS = ("weights", "signs")


def probe_table(
    probe: Probe,
    subjects: Iterable[Subject],
    sweeps: Sequence[Mapping[str, Any]],
    dataset: str,
    root_seed: int,
) -> pd.DataFrame:
    """Apply the sweeps of a probe to networks and measure them.

    Parameters
    ----------
    probe
        Which.
    subjects
        The networks.
    sweeps
        Settings of each sweep, as :meth:`taskcomplexity.probes.probe.Probe.steps` takes them, and
        under ``variants`` whether weights, their signs or both are measured.
    dataset
        Its name, for the random streams; networks of one seed have the same ones in every method.
    root_seed
        Root of the random streams.

    Returns
    -------
    pandas.DataFrame
        A row per network, kind, level, draw and variant: seed, probe, kind, level, draw, variant,
        accuracy, balanced_accuracy, auc, loss, chance, images, and what columns the probe adds. A
        network that the probe could not be applied to has NaN for its scores.
    """
    given = [({k: v for k, v in one.items() if k != "variants"}, one["variants"]) for one in sweeps]
    subjects = list(subjects)
    steps = sum(len(probe.steps(settings)) for settings, _ in given)
    progress = Progress(probe.name.capitalize(), len(subjects) * steps, "measurements")
    rows = []
    for subject in subjects:
        names = [(dataset, "sparse", subject.seed)]
        for settings, variants in given:
            for one in disturb_stacks(
                probe, subject.stacks, subject.parts, names, settings, root_seed
            ):
                undone = one.undone is not None and bool(one.undone[0])
                further = {name: values[0] for name, values in one.columns.items()}
                for variant in variants:
                    scores = subject.scores(one.stacks, signs=variant == "signs")
                    rows.append(
                        {
                            "seed": subject.seed,
                            "probe": probe.name,
                            "kind": one.step.kind,
                            "level": one.step.level,
                            "draw": one.step.draw,
                            "variant": variant,
                            **_scored(scores, subject, undone=undone),
                            **further,
                        }
                    )
                progress.advance()
    return pd.DataFrame(rows)


def _scored(scores: Scores, subject: Subject, *, undone: bool = False) -> dict[str, float]:
    return {
        **{name: np.nan if undone else float(getattr(scores, name)[0]) for name in SCORES},
        "chance": subject.chance,
        "images": subject.images,
    }


def attack_table(
    subjects: Iterable[Subject],
    settings: Mapping[str, Any],
    inputs: np.ndarray,
    dataset: str,
    root_seed: int,
) -> pd.DataFrame:
    """Attack networks and measure them on the images that come of it.

    Parameters
    ----------
    subjects
        The networks.
    settings
        ``kinds``: of ``fgsm``, ``pgd`` and ``random``, the control; ``epsilons``, the bounds, from
        0 to 1 as pixels are; of PGD ``steps``, ``step`` and ``random_start``.
    inputs
        Shape (256,): what a byte becomes as an input. The bound is scaled as pixels are.
    dataset, root_seed
        As in :func:`probe_table`.

    Returns
    -------
    pandas.DataFrame
        A row per network, kind and bound, and one of the kind ``none`` for the images as they are:
        seed, kind, epsilon, accuracy, balanced_accuracy, auc, loss, chance, images.
    """
    low, high = float(inputs[0]), float(inputs[-1])
    rows = []
    for subject in subjects:
        about = {"seed": subject.seed, "kind": "none", "epsilon": 0.0}
        rows.append({**about, **_scored(subject.scores_at(subject.x), subject)})
        for kind in settings["kinds"]:
            for epsilon in settings["epsilons"]:
                bound = epsilon * (high - low)
                generator = stream(root_seed, dataset, subject.seed, "attack", kind, epsilon)
                if kind == "fgsm":
                    x = fgsm(subject.x, subject.gradient, bound, low, high)
                elif kind == "pgd":
                    drawn = subject.draw(generator) if settings["random_start"] else None
                    x = pgd(
                        subject.x,
                        subject.gradient,
                        bound,
                        low,
                        high,
                        steps=settings["steps"],
                        step=settings["step"],
                        start=drawn,
                    )
                else:
                    x = random_signs(subject.x, bound, low, high, subject.draw(generator))
                scores = subject.scores_at(x)
                about = {"seed": subject.seed, "kind": kind, "epsilon": epsilon}
                rows.append({**about, **_scored(scores, subject)})
    return pd.DataFrame(rows)


def null_table(
    subjects: Iterable[SparseNetwork], settings: Mapping[str, Any], dataset: str, root_seed: int
) -> pd.DataFrame:
    """Put the links of networks elsewhere and measure them.

    Parameters
    ----------
    subjects
        The networks.
    settings
        ``kinds``, of :data:`taskcomplexity.links.nulls.NULLS`, and how many ``draws`` of each.
    dataset, root_seed
        As in :func:`probe_table`.

    Returns
    -------
    pandas.DataFrame
        A row per network, kind and draw, and one of the kind ``none`` for the network as it is:
        seed, kind, draw, accuracy, balanced_accuracy, auc, loss, chance, images; and of the layer
        whose links moved least swaps_per_link, overlap, expected_overlap, and unmixed_layers. A
        network with layers that do not mix has NaN for its scores.
    """
    rows = []
    for subject in subjects:
        whole = subject.scores(subject.stacks, signs=False)
        about = {"seed": subject.seed, "kind": "none", "draw": 0}
        rows.append({**about, **_scored(whole, subject), "unmixed_layers": 0})
        for kind in settings["kinds"]:
            for draw in range(settings["draws"]):
                generator = stream(root_seed, dataset, subject.seed, "null", kind, draw)
                moved = [NULLS[kind](layer, generator) for layer in subject.network.layers]
                new = subject.network.map_layers(
                    lambda depth, _, moved=moved: without_zeros(moved[depth].layer)
                )
                unmixed = sum(not one.mixed for one in moved)
                rows.append(
                    {
                        "seed": subject.seed,
                        "kind": kind,
                        "draw": draw,
                        **_scored(subject.scores_of(new), subject, undone=unmixed > 0),
                        **_least_moved(moved),
                        "unmixed_layers": unmixed,
                    }
                )
    return pd.DataFrame(rows)


def _least_moved(moved: Sequence[Moved]) -> dict[str, float]:
    least = max(moved, key=lambda one: (not one.mixed, one.overlap))
    return {
        name: getattr(least, name) for name in ("swaps_per_link", "overlap", "expected_overlap")
    }
