"""What a config asks of a dataset beside its classes."""

from collections.abc import Mapping
from typing import Any

from taskcomplexity.data.asked import CHANNELS, GREY, Asked
from taskcomplexity.data.entry import CatalogEntry
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.listing import locate


def asked_of(at: str, section: Mapping[str, Any], wrong: list[str]) -> Asked:
    """Return what the section of a dataset asks.

    Parameters
    ----------
    at
        Where the section stands in the config.
    section
        Of the dataset.
    wrong
        Gets a line for a place that cannot be told.
    """
    test_path, size = section.get("test_path"), section.get("size")
    try:
        test_path = None if test_path is None else locate(test_path)
    except DataError as error:
        wrong.append(f"`{at}.test_path`: {error}")
        test_path = None
    return Asked(
        label=section.get("label"),
        test_path=test_path,
        test_fraction=section.get("test_fraction"),
        colour=section.get("colour"),
        size=None if size is None else (size[0], size[1]),
    )


def unfit_for_known(at: str, asked: Asked, entry: CatalogEntry) -> list[str]:
    """Say what is asked of a dataset of the catalog that it has no use for.

    Parameters
    ----------
    at
        Where its section stands in the config.
    asked
        What is asked.
    entry
        The dataset.
    """
    known = ("label", "test_path", "test_fraction") if entry.is_split else ("label", "test_path")
    wrong = [
        f"`{at}.{key}` is for data of your own; the classes and the test samples of {entry.title} "
        "are known: leave the key out"
        for key in known
        if getattr(asked, key) is not None
    ]
    if asked.colour is not None and not entry.in_colour:
        found = "its pictures are grey" if entry.is_images else "it holds rows of features"
        wrong.append(
            f"`{at}.colour` is {asked.colour}, but {entry.title} is not in colour: {found}; leave "
            f"the key out ({GREY} and {CHANNELS} are for pictures in colour)"
        )
    if asked.size is not None and not entry.is_images:
        wrong.append(
            f"`{at}.size` is for pictures, but {entry.title} holds rows of features; leave the key "
            "out"
        )
    return wrong
