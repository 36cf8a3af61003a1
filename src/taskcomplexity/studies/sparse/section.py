"""What the config says of sparse networks, checked as a whole."""

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from taskcomplexity.configuration.levels import unfit_levels, written_out
from taskcomplexity.configuration.present import without_null
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.sparse.names import DENSE, PRUNED

VARIANTS = ("weights", "signs")


def inputs_of(shapes: Iterable[tuple[int, ...] | None]) -> set[int]:
    """Return how many inputs pictures have, of those whose shape is known in advance."""
    return {math.prod(shape) for shape in shapes if shape is not None}


def unfit_topology(
    section: Mapping[str, Any], shapes: Iterable[tuple[int, ...] | None]
) -> Iterator[str]:
    """Say what is wrong with the number of links, for pictures of these shapes."""
    density, hidden = section["density"], section["hidden"]
    zeta = section["topology"]["zeta"]
    layers = [(1, before, hidden[0]) for before in sorted(inputs_of(shapes))]
    layers += [(number, *widths) for number, widths in enumerate(pairwise(hidden), 2)]
    for number, before, after in layers:
        links = round(density * before * after)
        if links < after:
            least = math.ceil(10_000 / before) / 10_000
            yield (
                f"`sparse.density` {density:g} gives layer {number} {links:,} links for {after:,} "
                f"outputs; every output needs one: take {least:g} or more"
            )
        elif density < 1 and zeta * links > before * after - links:
            yield (
                f"`sparse.topology.zeta` {zeta:g} of the {links:,} links of layer {number} are "
                f"more than the {before * after - links:,} places without one; lower "
                "`sparse.density` or `zeta`"
            )


def method_sweeps(
    section: Mapping[str, Any], method: str, wrong: list[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the sweeps of each probe for a method, levels written out.

    Parameters
    ----------
    section
        Of this study.
    method
        Which, what it changes laid on top of what holds for all.
    wrong
        Gets a line for everything that is wrong.
    """
    changed = section["methods"][method].get("probes", {})
    found = {}
    for probe, sweeps in section["probes"].items():
        own = changed.get(probe, {})
        for name in own:
            if name not in sweeps:
                wrong.append(
                    f"`sparse.methods.{method}.probes.{probe}.{name}` changes a sweep that there "
                    f"is not; there are {', '.join(sweeps)}"
                )
        merged = {
            name: None
            if sweep is None or own.get(name, {}) is None
            else {**sweep, **own.get(name, {})}
            for name, sweep in sweeps.items()
        }
        for name, sweep in without_null(merged).items():
            where = f"sparse.probes.{probe}.{name}"
            if own.get(name):
                where = f"sparse.methods.{method}.probes.{probe}.{name}"
            wrong += _unfit_sweep(where, probe, sweep)
        if not wrong:
            levels = PROBES[probe].levels
            found[probe] = [
                {**sweep, levels: written_out(sweep[levels])}
                for sweep in without_null(merged).values()
            ]
    return {probe: sweeps for probe, sweeps in found.items() if sweeps}


def _unfit_sweep(where: str, probe: str, sweep: Mapping[str, Any]) -> list[str]:
    settings = {key: value for key, value in sweep.items() if key != "variants"}
    variants = sweep["variants"]
    if not isinstance(variants, list) or not set(variants) <= set(VARIANTS) or not variants:
        return [f"`{where}.variants` is {variants!r}; allowed: a list of {', '.join(VARIANTS)}"]
    unfit = unfit_levels(where, settings, PROBES[probe])
    if unfit:
        return unfit
    try:
        levels = PROBES[probe].levels
        PROBES[probe].steps({**settings, levels: written_out(settings[levels])})
    except (TypeError, ValueError) as error:
        return [f"`{where}`: {error}"]
    return []


def lacking_methods(section: Mapping[str, Any]) -> Iterator[str]:
    """Say which methods need another one."""
    methods = without_null(section["methods"])
    if not methods:
        yield "`sparse.methods` leaves no method"
    if PRUNED in methods and DENSE not in methods:
        yield (
            f"`sparse.methods.{PRUNED}` prunes the networks of `{DENSE}`, which is left out; "
            f"leave `{PRUNED}` out too: `{PRUNED}: null`"
        )
