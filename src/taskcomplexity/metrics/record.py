"""What is seen of one layer while samples pass through a model, and its row in the end."""

import math
from collections.abc import Callable, Iterable

from torch import Tensor

from taskcomplexity.metrics.following import Call
from taskcomplexity.metrics.layers.layer import Layer
from taskcomplexity.metrics.reading import NoMetricError
from taskcomplexity.metrics.signals import Signals
from taskcomplexity.metrics.topology import layer_fluctuation, link_weights, node_strength

COLUMNS = (
    "name",
    "type",
    "inputs",
    "outputs",
    "links",
    "parameters",
    "weight_mean",
    "weight_variance",
    "strength_in_mean",
    "strength_in_fluctuation",
    "strength_out_mean",
    "strength_out_fluctuation",
    "zeta_mean",
    "zeta_sd",
    "zeta_skewness",
    "zeta_kurtosis",
    "zeta_negative",
    "activation",
    "activation_mean",
    "activation_sd",
    "samples",
    "reason",
)


class Record:
    """One row.

    Parameters
    ----------
    name, kind, parameters
        Of the module: its name, its class, how many parameters it has.
    bias
        How biases count, as in :func:`taskcomplexity.metrics.topology.link_weights`.
    reason
        Why it has no metric, where that is known beforehand.

    Attributes
    ----------
    samples
        How many have reached it.
    """

    def __init__(self, name: str, kind: str, parameters: int, bias: str, reason: str = ""):
        self.name, self.kind, self.parameters = name, kind, parameters
        self.samples = 0
        self._bias = bias
        self._reasons = [reason] if reason else []
        self._shape: tuple[int, ...] | None = None
        self._links: dict[str, object] = {}
        self._zeta = Signals.none()
        self._calls: list[Call] = []
        self._activations: dict[str, Signals] = {}
        self._without: dict[str, None] = {}

    @property
    def reason(self) -> str:
        """Why it, or a part of it, has no metric; empty where it has all."""
        return "; ".join(dict.fromkeys(self._reasons))

    @property
    def has_metric(self) -> bool:
        """Whether it has any."""
        return bool(self._links) or self._zeta.count > 0

    def lacks(self, reason: str) -> None:
        """Tell why some metric is missing."""
        self._reasons.append(reason)

    def reads(self, shape: tuple[int, ...], read: Callable[[], Layer]) -> bool:
        """Measure the links at the first call, and forget them where another call has others.

        Parameters
        ----------
        shape
            What of its input decides which links there are.
        read
            Reads it; raises NoMetricError where its links are not known.

        Returns
        -------
        bool
            Whether this was the first call.
        """
        first = self._shape is None
        if first:
            self._shape = shape
            try:
                self._links = _of_links(read(), self._bias)
            except NoMetricError as error:
                self.lacks(str(error))
        elif shape != self._shape:
            self._links = {}
            self.lacks("inputs of several sizes, so that it has not one number of links")
        return first

    def receives(self, zeta: Tensor, call: Call) -> None:
        """Take what the neurons receive in a call."""
        self._zeta = self._zeta.merged(Signals.of(zeta[None]))
        self._calls.append(call)

    def settle(self) -> None:
        """Take what followed the calls since the last time for all that does."""
        for call in self._calls:
            if call.reason:
                self._without[call.reason] = None
            else:
                found = self._activations.get(call.name, Signals.none())
                self._activations[call.name] = found.merged(call.activation)
        self._calls.clear()

    def row(self) -> dict[str, object]:
        """Return the row; what is not known is NaN, or empty where it would be a text."""
        row = dict.fromkeys(COLUMNS, math.nan)
        row |= {"name": self.name, "type": self.kind, "parameters": self.parameters}
        row |= {"activation": "", "samples": self.samples, **self._links}
        if self._zeta.count:
            row |= _signals("zeta", self._zeta, ("mean", "sd", "skewness", "kurtosis", "negative"))
            if not math.isfinite(row["zeta_mean"]):
                self.lacks("some ζ are NaN or infinite")
        outcomes = [*self._activations, *self._without]
        if len(outcomes) > 1:
            self.lacks(f"what follows differs from call to call: {', '.join(outcomes)}")
        elif self._activations:
            ((row["activation"], found),) = self._activations.items()
            row |= _signals("activation", found, ("mean", "sd"))
        elif self._without:
            self.lacks(next(iter(self._without)))
        return row | {"reason": self.reason}


def _of_links(layer: Layer, bias: str) -> dict[str, object]:
    weights, strength = link_weights(layer, bias), node_strength(layer)
    row: dict[str, object] = dict(zip(("inputs", "outputs"), layer.sizes, strict=True))
    row["links"] = layer.links
    row["weight_mean"], row["weight_variance"] = weights.mean.item(), weights.variance.item()
    for end, values in (("in", strength.incoming), ("out", strength.outgoing)):
        row[f"strength_{end}_mean"] = values.mean().item()
        row[f"strength_{end}_fluctuation"] = layer_fluctuation(values).item()
    return row


def _signals(what: str, signals: Signals, moments: Iterable[str]) -> dict[str, object]:
    return {f"{what}_{moment}": getattr(signals, moment).item() for moment in moments}
