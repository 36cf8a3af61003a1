"""The update of the topology of networks between epochs, and what is told of it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from taskcomplexity.links.loops import Loops
from taskcomplexity.links.masked import Masked
from taskcomplexity.links.rewire import (
    REGROWTH,
    Removed,
    Rewired,
    choose_removed,
    find_stranded,
    rewire_layer,
)
from taskcomplexity.studies.sparse.names import ADAPTIVE
from taskcomplexity.studies.sparse.settings import SAME_LINKS, Settings
from taskcomplexity.studies.sparse.streams import stream


class Updates:
    """The updates of the topology of the networks of a block, and a row for each.

    Parameters
    ----------
    method, dataset, seeds, settings, root_seed
        As of :func:`taskcomplexity.studies.sparse.train.train`.
    engine
        What trains them.
    """

    def __init__(
        self,
        method: str,
        dataset: str,
        seeds: Sequence[int],
        settings: Settings,
        root_seed: int,
        engine: Loops | Masked,
    ):
        self._method, self._dataset, self._seeds = method, dataset, seeds
        self._settings, self._root_seed, self._engine = settings, root_seed, engine
        self._frozen = [False] * len(seeds)
        self._rows: list[dict[str, float]] = []
        self._tried = [
            [self._places_of(network, depth) for depth in self._depths]
            for network in range(len(seeds))
        ]
        for network in range(len(seeds)):
            for depth in self._depths:
                self._note(network, depth, 0, 0.0, None)

    @property
    def _depths(self) -> range:
        return range(len(self._settings.hidden))

    def _places_of(self, network: int, depth: int) -> np.ndarray:
        links, *_ = self._engine.links(network, depth)
        tried = np.zeros(links.size, bool)
        tried[links.places] = True
        return tried

    def after(self, epoch: int) -> None:
        """Rewire the networks after an epoch, and note those whose links stay for good."""
        if self._method not in ADAPTIVE or epoch >= self._settings.epochs:
            return
        zeta = self._settings.topology.zeta_after(epoch, self._settings.epochs)
        for network, seed in enumerate(self._seeds):
            if zeta and not self._frozen[network]:
                self._rewire(network, seed, epoch, zeta)
            else:
                for depth in self._depths:
                    self._note(network, depth, epoch, 0.0, None)

    def _rewire(self, network: int, seed: int, epoch: int, zeta: float) -> None:
        topology = self._settings.topology
        streams = [
            stream(self._root_seed, self._dataset, seed, "rewire", self._method, epoch, depth)
            for depth in self._depths
        ]
        layers = [self._engine.links(network, depth) for depth in self._depths]
        smallest = [
            choose_removed(weights, zeta, topology.removal, generator)
            for (_, weights, _), generator in zip(layers, streams, strict=True)
        ]
        stranded = [np.zeros_like(one) for one in smallest]
        if topology.chain_removal:
            stranded = find_stranded([links for links, *_ in layers], smallest)
        overlaps = []
        for depth, ((links, weights, velocity), generator) in enumerate(
            zip(layers, streams, strict=True)
        ):
            removed = Removed(smallest[depth], stranded[depth])
            regrow = REGROWTH[self._method]
            new = rewire_layer(links, weights, velocity, removed, regrow, generator)
            self._engine.rewire(network, depth, new.links, new.weights, new.velocity)
            self._tried[network][depth][new.links.places] = True
            self._note(network, depth, epoch, zeta, new)
            overlaps.append(new.overlap)
        # NaN, of a layer in which nothing grew, stops nothing.
        same = not any(overlap <= SAME_LINKS for overlap in overlaps)
        self._frozen[network] = topology.early_stop and same

    def _note(self, network: int, depth: int, epoch: int, zeta: float, new: Rewired | None) -> None:
        links, *_ = self._engine.links(network, depth)
        self._rows.append(
            {
                "seed": self._seeds[network],
                "epoch": epoch,
                "layer": depth + 1,
                "links": len(links),
                "places": links.size,
                "zeta": zeta,
                "removed": new.removed if new else 0,
                "stranded": new.stranded if new else 0,
                "overlap": new.overlap if new else np.nan,
                "active_inputs": int((links.out_degrees > 0).sum()),
                "active_outputs": int((links.in_degrees > 0).sum()),
                "explored": float(self._tried[network][depth].mean()),
            }
        )

    def table(self) -> pd.DataFrame:
        """Return a row per network, update and layer; the start counts as after epoch 0."""
        return pd.DataFrame(self._rows)
