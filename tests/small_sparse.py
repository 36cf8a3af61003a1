"""Tables of sparse networks as a run writes them, made up."""

import numpy as np
import pandas as pd

from taskcomplexity.studies.sparse.names import DENSE, METHODS, PRUNED, TITLES

DATASETS = {
    "mnist": "MNIST",
    "fashion_mnist": "Fashion-MNIST",
    "kmnist": "KMNIST",
    "emnist_letters": "EMNIST Letters",
}
CHANCE, IMAGES, FEWER = 0.1, 10_000, 2_000
EPOCHS, HIDDEN, PIXELS, DENSITY = 12, 100, 784, 0.05
LEVELS = {
    ("prune", "random"): (0.05, 0.2, 0.5, 0.9),
    ("prune", "largest"): (0.005, 0.02, 0.1, 0.5),
    ("prune", "smallest"): (0.0, 0.2, 0.5, 0.95),
    ("shuffle", "uniform"): (0.05, 0.3, 1.0),
    ("noise", "relative"): (0.1, 0.5, 2.0),
    ("flip", "smallest"): (0.05, 0.5, 1.0),
    ("flip", "random"): (0.05, 0.5, 1.0),
    **{("randomize", kind): (0.0, 0.5) for kind in "ABCDEFG"},
}
EPSILONS = (0.01, 0.05, 0.1)
DRAWS = {"random": 3, "uniform": 2, "relative": 2}


def about(datasets=1, methods=METHODS):
    """What figures are told of a config."""
    return {
        "titles": dict(list(DATASETS.items())[:datasets]),
        "methods": {method: TITLES[method] for method in methods},
        "density": DENSITY,
        "hidden": [HIDDEN] * 3,
        "inputs": 784,
    }


def tables(datasets=1, methods=METHODS, networks=3, untrained=()):
    """Every table that figures read; `untrained` networks are pairs of method and seed."""
    rng = np.random.default_rng(7)
    networks = [
        {
            **{"dataset": dataset, "method": method, "seed": seed},
            "trained": (method, seed) not in untrained,
        }
        for dataset in list(DATASETS)[:datasets]
        for method in methods
        for seed in range(networks)
    ]
    pairs = {
        "history": (history, networks),
        "topology": (topology, [one for one in networks if one["method"] not in (DENSE, PRUNED)]),
        "degrees": (degrees, [one for one in networks if one["method"] != DENSE]),
        "probes": (probes, networks),
        "attacks": (attacks, networks),
        "nulls": (nulls, [one for one in networks if one["method"] != DENSE]),
        "tasks": (tasks, tasks_of(networks)),
    }
    return {
        name: pd.DataFrame([{**one, **row} for one in some for row in rows(rng, one)])
        for name, (rows, some) in pairs.items()
    }


def tasks_of(networks):
    """E- and H-models of the same datasets and seeds."""
    some = {(one["dataset"], one["seed"]) for one in networks}
    return [
        {"dataset": dataset, "task": task, "seed": seed, "trained": True}
        for dataset, seed in sorted(some)
        for task in ("easy", "hard")
    ]


def scores(rng, network, high):
    images = FEWER if network.get("method") == DENSE else IMAGES
    accuracy = CHANCE + (high - CHANCE) * rng.uniform(0.8, 1)
    return {"accuracy": accuracy, "chance": CHANCE, "images": images}


def history(rng, network):
    epochs = [0] if network["method"] == PRUNED else range(1, EPOCHS + 1)
    for epoch in epochs:
        accuracy = 0.95 - 0.2 / (1 + epoch) + rng.uniform(0, 0.02)
        yield {"epoch": epoch, "test_accuracy": accuracy}


def topology(rng, network):
    updates = range(EPOCHS) if network["method"] != "static" else [0]
    for epoch in updates:
        for layer in (1, 2, 3):
            yield {
                **{"epoch": epoch, "layer": layer},
                "overlap": rng.uniform() if epoch else np.nan,
                "active_inputs": (PIXELS if layer == 1 else HIDDEN) - rng.integers(0, 5),
                "active_outputs": HIDDEN - rng.integers(0, 5),
                "explored": DENSITY * (1 + 0.3 * epoch),
            }


def degrees(rng, network):
    for layer in (1, 2, 3):
        for side in ("inputs", "outputs"):
            units = PIXELS if (layer, side) == (1, "inputs") else HIDDEN
            found, counts = np.unique(rng.poisson(4, units), return_counts=True)
            for degree, count in zip(found, counts, strict=True):
                yield {"layer": layer, "side": side, "degree": int(degree), "units": int(count)}


def probes(rng, network):
    for (probe, kind), levels in LEVELS.items():
        if kind == "G" and network.get("method") == DENSE:
            continue
        for level in levels:
            for draw in range(DRAWS.get(kind, 1)):
                for variant in ("weights", "signs") if kind == "smallest" else ("weights",):
                    yield {
                        **{"probe": probe, "kind": kind, "level": level, "draw": draw},
                        "variant": variant,
                        **scores(rng, network, 0.95 - 0.3 * level),
                    }


def attacks(rng, network):
    for kind in ("fgsm", "pgd", "random"):
        for epsilon in EPSILONS:
            yield {"kind": kind, "epsilon": epsilon, **scores(rng, network, 0.9 - 5 * epsilon)}


def nulls(rng, network):
    for kind, draws in {"none": 1, "degrees": 2, "random": 2}.items():
        for draw in range(draws):
            high = 0.95 if kind == "none" else 0.15
            yield {"kind": kind, "draw": draw, **scores(rng, network, high)}


def tasks(rng, network):
    yield from probes(rng, network)
    for row in attacks(rng, network):
        level = row.pop("epsilon")
        yield {**row, "probe": "attack", "level": level, "draw": 0, "variant": "weights"}
