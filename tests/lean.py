"""Run what computes as if nothing but the dependencies of the package were installed.

No package that extras alone bring can be imported in this process, as in one where
``pip install taskcomplexity`` was all.
"""

import importlib
import pkgutil
import sys
import tomllib
from importlib import metadata
from importlib.abc import MetaPathFinder
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
ROOMS = ("data", "distances", "models", "training", "probes", "links", "metrics", "complexity")


def brought(requirements):
    """Names of the distributions that an installation of some requirements brings."""
    found, pending = set(), [(Requirement(one), "") for one in requirements]
    while pending:
        wanted, extra = pending.pop()
        if wanted.marker and not wanted.marker.evaluate({"extra": extra}):
            continue
        for chosen in {"", *wanted.extras}:
            one = (canonicalize_name(wanted.name), chosen)
            if one not in found:
                found.add(one)
                pending += [(Requirement(line), chosen) for line in requires(wanted.name)]
    return {name for name, _ in found}


def requires(name):
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # For another platform.
        return []


class Refuse(MetaPathFinder):
    """Refuse to import packages."""

    def __init__(self, names):
        self.names, self.refused = names, set()

    def find_spec(self, name, path=None, target=None):
        """Raise for a package that is refused, else let others find it."""
        if name.split(".")[0] in self.names:
            self.refused.add(name.split(".")[0])
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def refuse_extras():
    """Refuse all that the dependencies of the package do not bring."""
    lean = brought(PROJECT["dependencies"])
    places = metadata.packages_distributions()
    refused = {
        package
        for package, names in places.items()
        if package != "taskcomplexity" and not lean & set(map(canonicalize_name, names))
    }
    assert not refused & set(sys.modules) - {"packaging"}, refused & set(sys.modules)
    finder = Refuse(refused)
    sys.meta_path.insert(0, finder)
    return finder


def import_rooms():
    """Import every module of the rooms that compute, and what stands beside them."""
    import taskcomplexity

    beside = {
        one.name for one in pkgutil.iter_modules(taskcomplexity.__path__) if not one.ispkg
    } - {"runlock"}
    for room in ROOMS:
        package = importlib.import_module(f"taskcomplexity.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for name in beside:
        importlib.import_module(f"taskcomplexity.{name}")


def compute():
    """Disturb an array and measure a model."""
    import numpy as np
    import torch
    from torch import nn

    import taskcomplexity as tc

    weights = np.array([[0.3, -0.1], [0.2, -0.4]])
    assert tc.prune(weights, 0.5).tolist() == [[0.3, 0], [0, -0.4]]
    assert np.array_equal(tc.randomize(weights, "A") != 0, weights != 0)
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    table = tc.network_metrics(model, torch.rand(20, 4))
    assert table["strength_in_mean"].notna().all()
    measured = tc.probe_model(model, lambda: 0.5, "noise", {"amplitudes": [0.1]})
    assert measured.to_pandas()["score"].tolist() == [0.5] * 4


def told():
    """Call what needs an extra; return what is said of it."""
    from taskcomplexity.data.catalog import CATALOG
    from taskcomplexity.data.errors import DataError
    from taskcomplexity.data.pictures import read_picture
    from taskcomplexity.data.sources import fetch

    calls = (
        lambda: read_picture(Path("picture.png")),
        lambda: fetch(CATALOG["mnist"], ["torchvision"], None),
    )
    for call in calls:
        try:
            call()
        except DataError as error:
            yield str(error)


if __name__ == "__main__":
    finder = refuse_extras()
    assert {"PIL", "matplotlib", "torchvision", "transformers", "yaml"} <= finder.names
    assert not {"numpy", "pandas", "scipy", "sklearn", "torch"} & finder.names
    import_rooms()
    compute()
    for said in told():
        assert "the extra `pictures` brings: pip install 'taskcomplexity[pictures]'" in said
        print(said)
