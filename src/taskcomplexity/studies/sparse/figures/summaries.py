"""Accuracies of networks: first over the draws of each, then over the networks."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from taskcomplexity.figures.notes import untrained_told

ATTACK = "attack"  # as a probe
QUARTILES = {"quartile_1": 0.25, "median": 0.5, "quartile_3": 0.75}


def per_network(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Average the accuracies of each network over its draws.

    Parameters
    ----------
    rows
        The keys, seed, trained, accuracy, chance and images.
    keys
        Columns that name a group of networks.

    Returns
    -------
    pandas.DataFrame
        A row per group and network: the keys, seed, trained, accuracy and chance, images. The
        accuracy is over the draws that have one; NaN where none has.
    """
    names = [*keys, "seed"]
    return rows.groupby(names, sort=False, as_index=False).agg(
        trained=("trained", "first"),
        accuracy=("accuracy", "mean"),
        chance=("chance", "first"),
        images=("images", "first"),
    )


def over_networks(
    networks: pd.DataFrame, keys: Sequence[str], column: str = "accuracy"
) -> pd.DataFrame:
    """Summarise a column over the networks of each group.

    Parameters
    ----------
    networks
        A row per group and network: the keys, seed, trained and the column.
    keys
        Columns that name a group.
    column
        What to summarise.

    Returns
    -------
    pandas.DataFrame
        The keys; mean, quartile_1, median and quartile_3 of the column; the number of networks
        that have a value, of those among them that did not train, and of those without a value.
    """
    groups = networks.groupby(list(keys), sort=False)
    table = pd.DataFrame({"mean": groups[column].mean()})
    for name, part in QUARTILES.items():
        table[name] = groups[column].quantile(part)
    table["networks"] = groups[column].count()
    still = networks[~networks["trained"].astype(bool)].groupby(list(keys))[column].count()
    table["untrained_networks"] = still.reindex(table.index, fill_value=0)
    table["unmeasured_networks"] = groups.size() - table["networks"]
    return table.reset_index()


def summarised(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Summarise accuracies over draws, then over networks.

    What :func:`over_networks` returns, and ``chance`` and ``images`` of each group.
    """
    networks = per_network(rows, keys)
    table = over_networks(networks, keys)
    scores = networks.groupby(list(keys), as_index=False)[["chance", "images"]].max()
    return table.merge(scores, on=list(keys))


def untrained_networks(
    table: pd.DataFrame, titles: Mapping[str, str], names: Mapping[str, str], column: str
) -> str:
    """Say of how many networks training came to nothing; nothing where all trained.

    Parameters
    ----------
    table
        dataset, the column, networks, untrained_networks. Of several rows of a group the largest
        count.
    titles
        Title of each dataset.
    names
        Title of each value of the column.
    column
        ``method`` or ``task``.
    """
    counts = table.assign(part=table["untrained_networks"], whole=table["networks"])
    told = _counted(counts, titles, names, column)
    return untrained_told([told]) if told else ""


def unmixed_networks(
    table: pd.DataFrame, titles: Mapping[str, str], methods: Mapping[str, str], what: str
) -> str:
    """Say how many networks have no accuracy, as :func:`untrained_networks` does.

    Parameters
    ----------
    table
        dataset, method, networks, unmeasured_networks.
    titles, methods
        Title of each dataset and method.
    what
        Happened to them: the beginning of a sentence.
    """
    missing = table["unmeasured_networks"]
    counts = table.assign(part=missing, whole=table["networks"] + missing)
    told = _counted(counts, titles, methods, "method")
    return f"{what}, and do not count: {told}." if told else ""


def _counted(
    table: pd.DataFrame, titles: Mapping[str, str], names: Mapping[str, str], column: str
) -> str:
    """Say by dataset which part of how many there is of each name, ``MNIST RLR 1 of 10``."""
    most = table.groupby(["dataset", column])[["part", "whole"]].max()
    most = most[most["part"] > 0]
    told = []
    for dataset, title in titles.items():
        rows = {name: most.loc[(dataset, name)] for name in names if (dataset, name) in most.index}
        some = [f"{names[name]} {row['part']} of {row['whole']}" for name, row in rows.items()]
        told += [f"{title} {', '.join(some)}"] if some else []
    return "; ".join(told)


def fewer_images(table: pd.DataFrame, titles: Mapping[str, str], methods: Mapping[str, str]) -> str:
    """Say which networks were disturbed before fewer test images than others; nothing if none.

    Parameters
    ----------
    table
        dataset, method, probe, images; of a row the number of images.
    titles, methods
        Title of each dataset and method.
    """
    measured = table.groupby(["dataset", "probe", "method"], sort=False)["images"].max()
    told: dict[tuple[str, int, int], list[str]] = {}
    for dataset in [one for one in titles if one in measured.index.get_level_values("dataset")]:
        rows = measured[[dataset]]
        full = rows.max()
        for images, fewer in rows[rows < full].groupby(rows):
            what = ", ".join(_what(fewer.droplevel("dataset"), rows, methods))
            told.setdefault((what, images, full), []).append(titles[dataset])
    return " ".join(
        f"Measured on {images:,} of the {full:,} test images of {', '.join(where)}: {what}."
        for (what, images, full), where in told.items()
    )


def _what(fewer: pd.Series, rows: pd.Series, methods: Mapping[str, str]) -> Iterable[str]:
    """Name the methods of some measurements, and attacks where those are of every method."""
    attacks = fewer.index.get_level_values("probe") == ATTACK
    if attacks.any() and attacks.sum() == (rows.index.get_level_values("probe") == ATTACK).sum():
        yield "attacks"
        fewer = fewer[~attacks]
    rest = set(fewer.index.get_level_values("method"))
    yield from (title for method, title in methods.items() if method in rest)
