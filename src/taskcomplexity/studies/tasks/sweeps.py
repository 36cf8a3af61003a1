"""Sweeps: which probe is applied to which models, in which kinds and at which levels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from taskcomplexity.configuration.levels import unfit_levels, written_out
from taskcomplexity.configuration.present import without_null
from taskcomplexity.models.layers import as_layers, written
from taskcomplexity.probes.probe import Probe
from taskcomplexity.studies.tasks.names import PAIRS

Layers = tuple[int, ...]

# Hidden layers of a sweep: the first that are trained, or every one.
MAIN, ALL = "main", "all"
# What is disturbed at once: all layers, or one after the other.
EACH = "each"


@dataclass(frozen=True)
class Sweep:
    """A probe over the models of one architecture.

    Attributes
    ----------
    key
        Its name in the config.
    group
        Over the models of which section.
    layers
        Their hidden layers.
    each
        Whether one layer at a time is disturbed; else all at once.
    kinds
        Of the probe.
    levels
        Written out.
    seeds
        How many, from 0.
    settings
        What else the config says of it, for the jobs.
    """

    key: str
    group: str
    layers: Layers
    each: bool
    kinds: tuple[str, ...]
    levels: tuple[float, ...]
    seeds: int
    settings: Mapping[str, Any]


def read_sweeps(
    probe: Probe, section: Mapping[str, Any], models: Mapping[str, Any], wrong: list[str]
) -> list[Sweep]:
    """Read the sweeps of a probe, those over several architectures as one for each.

    Parameters
    ----------
    probe
        Which.
    section
        Of the config, its levels and sweeps.
    models
        Sections of the config that say what is trained.
    wrong
        Gets a line for everything that is wrong.
    """
    before = len(wrong)
    where = f"probes.{probe.name}"
    wrong += unfit_levels(where, section, probe)
    given = {
        key: sweep
        for key, sweep in without_null(section["sweeps"]).items()
        # What is not trained cannot be measured.
        if models.get(sweep["models"]) is not None
    }
    for key, sweep in given.items():
        at = f"{where}.sweeps.{key}"
        wrong += [*_unfit(at, sweep, models), *unfit_levels(at, sweep, probe)]
    if len(wrong) > before:
        return []
    sweeps = [
        one
        for key, sweep in given.items()
        for one in _each_width(key, sweep, probe, section, models)
    ]
    named = [one for one in sweeps if given[one.key]["hidden"] != ALL]
    left = [[one] if one in named else _without(one, named, probe) for one in sweeps]
    sweeps = list(chain(*left))
    wrong += _overlapping(probe, sweeps)
    return sweeps


def widths_of(models: Mapping[str, Any], group: str) -> list[Layers]:
    """Return the hidden layers of the models of a section; the first are the main ones."""
    section = models.get(group)
    if section is None:
        return []
    # The models of pairs have one architecture, whose layers may be a list.
    hidden = [section["hidden"]] if group == PAIRS else section["hidden"]
    return [as_layers(one) for one in hidden]


def _unfit(where: str, sweep: Mapping[str, Any], models: Mapping[str, Any]) -> list[str]:
    group = sweep["models"]
    section = models[group]
    wrong, widths, hidden = [], widths_of(models, group), sweep["hidden"]
    if hidden not in (MAIN, ALL) and as_layers(hidden) not in widths:
        wrong.append(
            f"`{where}.hidden` is {hidden}, but models.{group} trains "
            f"{', '.join(map(written, widths))} hidden units; allowed too: {MAIN}, the first of "
            f"them, and {ALL}"
        )
    every = ALL in (hidden, sweep["seeds"])
    if not every and sweep["seeds"] > section["seeds"]:
        wrong.append(
            f"`{where}.seeds` is {sweep['seeds']}, but models.{group}.seeds trains "
            f"{section['seeds']}; allowed: 1 to {section['seeds']}, or {ALL}"
        )
    return wrong


def _each_width(
    key: str,
    sweep: Mapping[str, Any],
    probe: Probe,
    section: Mapping[str, Any],
    models: Mapping[str, Any],
) -> Iterator[Sweep]:
    of_group = models[sweep["models"]]
    widths = widths_of(models, sweep["models"])
    hidden, levels = sweep["hidden"], sweep[probe.levels]
    chosen = {MAIN: widths[:1], ALL: widths}.get(hidden if isinstance(hidden, str) else None)
    told = ("models", "hidden", "seeds", "layers", probe.levels)
    for layers in [as_layers(hidden)] if chosen is None else chosen:
        yield Sweep(
            key,
            sweep["models"],
            layers,
            sweep.get("layers", ALL) == EACH,
            tuple(sweep.get(probe.kinds, probe.usual[0])),
            tuple(written_out(section[probe.levels] if levels == ALL else levels)),
            of_group["seeds"] if sweep["seeds"] == ALL else min(sweep["seeds"], of_group["seeds"]),
            {name: value for name, value in sweep.items() if name not in told},
        )


def _without(sweep: Sweep, named: Sequence[Sweep], probe: Probe) -> list[Sweep]:
    """Take out of a sweep over all architectures what others, which name one, measure of it.

    Kinds of which the same levels are left stay together.
    """
    of_same = [
        one
        for one in named
        if (one.group, one.layers, one.each) == (sweep.group, sweep.layers, sweep.each)
    ]
    kinds_of: dict[tuple[float, ...], list[str]] = {}
    for kind in sweep.kinds:
        taken = {level for one in of_same if kind in one.kinds for level in one.levels}
        levels = tuple(level for level in sweep.levels if level not in taken)
        kinds_of.setdefault(levels, []).append(kind)
    return [
        sweep
        if (tuple(kinds), levels) == (sweep.kinds, sweep.levels)
        else replace(
            sweep,
            kinds=tuple(kinds),
            levels=levels,
            settings={**sweep.settings, probe.kinds: kinds},
        )
        for levels, kinds in kinds_of.items()
        if levels
    ]


def _overlapping(probe: Probe, sweeps: Sequence[Sweep]) -> list[str]:
    """Two sweeps of the same models must not measure the same kind at the same level."""
    seen: dict[tuple, str] = {}
    for sweep in sweeps:
        for kind in sweep.kinds:
            for level in sweep.levels:
                cell = (sweep.group, sweep.layers, sweep.each, kind, level)
                if seen.setdefault(cell, sweep.key) != sweep.key:
                    return [
                        f"`probes.{probe.name}.sweeps.{sweep.key}` measures {kind} at {level:g} on "
                        f"{sweep.group} with d = {written(sweep.layers)}, as "
                        f"`probes.{probe.name}.sweeps.{seen[cell]}` does; take it out of one of "
                        "them"
                    ]
    return []
