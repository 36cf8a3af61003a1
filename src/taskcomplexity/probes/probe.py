"""The probes, each described once: its levels, its kinds, and what it does to a layer."""

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import inf, nan
from numbers import Integral
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Step:
    """One disturbance of a sweep.

    Attributes
    ----------
    kind
        Which form of the probe.
    setting
        How strong it is, as the settings say it.
    level
        How strong it is, as tables say it.
    draw
        Which of several random draws, counted from 0.
    """

    kind: str
    setting: float
    level: float
    draw: int


@dataclass(frozen=True)
class Places:
    """Where the weights of a sparse layer are, which a probe is given side by side.

    Attributes
    ----------
    rows, columns
        int64, shape (links,), row by row: output and input of each.
    shape
        (outputs, inputs) of the layer.
    """

    rows: "np.ndarray"
    columns: "np.ndarray"
    shape: tuple[int, int]


@dataclass(frozen=True)
class Part:
    """What of a network is disturbed.

    Attributes
    ----------
    bias
        Whether these are biases.
    places
        Where the weights are, if they are those of a sparse layer; else they are its matrix.
    """

    bias: bool = False
    places: Places | None = None


@dataclass(frozen=True)
class Probe:
    """A way of disturbing the weights of a layer.

    Attributes
    ----------
    name
        Of the probe, its rule and its section of the config.
    levels, kinds
        Keys of the settings with its levels and its kinds.
    known
        The kinds there are.
    usual
        The kinds where the settings name none, of an ensemble and of a layer of a module.
    kept
        Whether a level is a fraction that is kept. Tables then tell what is removed.
    fractions
        Whether levels are fractions, from 0 to 1; else they are any numbers from 0.
    drawn
        Whether each level is drawn at random, as often as the key ``draws`` says. Else a random
        selection alone is: an order, of which each level takes a part.
    module
        Where its functions stand. ``disturb(stack, step, streams, memory, part)`` takes one layer
        of many models, shape (models, …), and gives a tensor of the same shape and, or None, a note
        per model. `streams` are the random streams of the models
        (:class:`taskcomplexity.probes.drive.Streams`), `memory` is a dict of its own that lasts for
        a sweep, `part` says what is disturbed, a :class:`Part`. ``summarise(notes)``, where there
        are notes, makes columns of them and says which models could not be disturbed.
    """

    name: str
    levels: str
    kinds: str
    known: tuple[str, ...]
    usual: tuple[tuple[str, ...], tuple[str, ...]]
    kept: bool
    fractions: bool
    drawn: bool
    module: str

    def load(self) -> ModuleType:
        """Import its functions, which need torch; the description does not."""
        return importlib.import_module(self.module)

    def steps(self, settings: Mapping[str, Any], *, of_layer: bool = False) -> list[Step]:
        """Return what a sweep does, in order.

        Parameters
        ----------
        settings
            Levels, kinds and draws, each a list, an array or a number, and no other keys.
        of_layer
            Whether a layer of a module is probed; else an ensemble.

        Raises
        ------
        ValueError
            When a key is unknown, a list is empty or none, a level is out of range, a kind is
            unknown or nothing is drawn; with the keys or kinds that there are.
        """
        known = [self.levels, self.kinds, *(["draws"] if self.drawn or self.selects else [])]
        if unknown := [key for key in settings if key not in known]:
            raise ValueError(
                f"{self.name} has no setting {unknown[0]!r}; there are {', '.join(known)}"
            )
        if self.levels not in settings:
            raise ValueError(f"{self.name} lacks the setting {self.levels!r}, a list of its levels")
        levels = [
            self.checked(level, self.levels)
            for level in _listed(self.levels, settings[self.levels])
        ]
        kinds = list(map(str, _listed(self.kinds, settings.get(self.kinds, self.usual[of_layer]))))
        draws = settings.get("draws", 1)
        if not isinstance(draws, Integral) or draws < 1:
            raise ValueError(f"draws: expected a number from 1 up, found {draws!r}")
        for kind in kinds:
            self._check_kind(kind, self.kinds)
        return list(self._ordered(levels, kinds, int(draws)))

    def step(self, level: float, kind: str, draw: int = 0) -> Step:
        """Return one step of a sweep.

        Parameters
        ----------
        level, kind
            As the settings say them.
        draw
            Which of several random draws; that of what is not drawn is always the first.

        Raises
        ------
        ValueError
            As :meth:`steps`, with the keys of the settings in the singular.
        """
        level = self.checked(level, self.levels.removesuffix("s"))
        self._check_kind(kind, self.kinds.removesuffix("s"))
        if not isinstance(draw, Integral) or draw < 0:
            raise ValueError(f"draw: expected a number from 0 up, found {draw!r}")
        drawn = self.drawn or kind == RANDOM
        return Step(kind, level, self.told(level), int(draw) if drawn else 0)

    def checked(self, level: float, key: str) -> float:
        """Return a level as a number of Python.

        Parameters
        ----------
        level
            As the settings say it.
        key
            What it is called in errors.

        Raises
        ------
        ValueError
            When it is no number from 0 up, to 1 where levels are fractions.
        """
        try:
            number = nan if isinstance(level, str) else float(level)
        except (TypeError, ValueError):
            number = nan
        if not 0 <= number < inf or (self.fractions and number > 1):
            expected = "a fraction from 0 to 1" if self.fractions else "a number from 0 up"
            raise ValueError(f"{key}: expected {expected}, found {level!r}")
        return number

    def _check_kind(self, kind: str, key: str) -> None:
        if kind not in self.known:
            raise ValueError(f"{key}: {kind!r} is unknown; choose from {', '.join(self.known)}")

    def _ordered(self, levels: list[float], kinds: list[str], draws: int) -> Iterator[Step]:
        if self.drawn:
            for level, kind, draw in product(levels, kinds, range(draws)):
                yield Step(kind, level, self.told(level), draw)
        else:
            for kind in kinds:
                orders = range(draws if kind == RANDOM else 1)
                for draw, level in product(orders, levels):
                    yield Step(kind, level, self.told(level), draw)

    @property
    def selects(self) -> bool:
        """Whether its kinds are selections, of which one is random."""
        return RANDOM in self.known

    def told(self, level: float) -> float:
        """Return a level as tables say it."""
        return float(round(1 - level, 12)) if self.kept else level

    def names(self, step: Step) -> tuple[str | float | int, ...]:
        """Return what the random stream of a step is called, beside the model.

        What is not drawn at every level, such as a random order of the weights, has one stream.
        """
        if self.drawn:
            return (self.name, step.kind, step.level, step.draw)
        return (self.name, step.kind, *([step.draw] if step.draw else []))


def _listed(key: str, value: Any) -> Sequence[Any]:
    if isinstance(value, str) or not hasattr(value, "__len__"):
        raise ValueError(f"{key}: expected a list, found {value!r}")
    if not len(value):
        raise ValueError(f"{key}: expected at least one, found {value!r}")
    return value


RANDOM = "random"
SELECTIONS = ("smallest", "largest", RANDOM)
SMALLEST = (("smallest",), ("smallest",))
KINDS = ("A", "B", "C", "D", "E", "F", "G")

PROBES: dict[str, Probe] = {
    probe.name: probe
    for probe in (
        Probe(
            name="prune",
            levels="kept",
            kinds="selections",
            known=SELECTIONS,
            usual=SMALLEST,
            kept=True,
            fractions=True,
            drawn=False,
            module="taskcomplexity.probes.prune",
        ),
        Probe(
            name="noise",
            levels="amplitudes",
            kinds="distributions",
            known=("uniform", "gaussian", "relative"),
            usual=(("uniform",), ("gaussian",)),
            kept=False,
            fractions=False,
            drawn=True,
            module="taskcomplexity.probes.noise",
        ),
        Probe(
            name="flip",
            levels="fractions",
            kinds="selections",
            known=SELECTIONS,
            usual=SMALLEST,
            kept=False,
            fractions=True,
            drawn=False,
            module="taskcomplexity.probes.flip",
        ),
        Probe(
            name="randomize",
            levels="kept",
            kinds="kinds",
            known=KINDS,
            usual=(KINDS, KINDS),
            kept=True,
            fractions=True,
            drawn=True,
            module="taskcomplexity.probes.randomize",
        ),
        Probe(
            name="shuffle",
            levels="fractions",
            kinds="distributions",
            known=("uniform",),
            usual=(("uniform",), ("uniform",)),
            kept=False,
            fractions=True,
            drawn=True,
            module="taskcomplexity.probes.shuffle",
        ),
    )
}


def probe_named(name: str) -> Probe:
    """Return a probe by its name.

    Raises
    ------
    ValueError
        When there is none, with those there are.
    """
    if name not in PROBES:
        raise ValueError(f"probe {name!r} is unknown; choose one of {', '.join(PROBES)}")
    return PROBES[name]
