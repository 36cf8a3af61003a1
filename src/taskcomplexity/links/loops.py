"""Training sparse networks by compiled loops over their links, on the CPU."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from taskcomplexity.links.kernels import input_gradients, run_network, train_epoch
from taskcomplexity.links.network import DenseLayer, Links, Network, SparseLayer
from taskcomplexity.memory import MEBIBYTE

HUGE_PAGE = 2 * MEBIBYTE


@dataclass(frozen=True)
class Descent:
    """How weights follow their gradient: SGD with momentum and weight decay.

    Attributes
    ----------
    momentum, weight_decay
        As of ``torch.optim.SGD``. Biases decay too.
    batch_size
        Images per step.
    """

    momentum: float
    weight_decay: float
    batch_size: int


class Loops:
    """Networks that are trained one after the other.

    Parameters
    ----------
    networks
        The untrained networks, of one shape; they are not changed.
    pictures
        uint8, shape (images, inputs).
    labels
        int64, shape (images,).
    inputs
        Shape (256,), what a byte becomes as an input; its type is that of the arithmetic.
    descent
        How.
    """

    def __init__(
        self,
        networks: Sequence[Network],
        pictures: np.ndarray,
        labels: np.ndarray,
        inputs: np.ndarray,
        descent: Descent,
    ):
        self._pictures, self._labels, self._inputs = pictures, labels, inputs
        self._descent, self._dtype = descent, inputs.dtype
        copies = [network.as_type(self._dtype) for network in networks]
        self._links = [[layer.links for layer in network.layers] for network in copies]
        self._layers = [[_state(layer) for layer in network.layers] for network in copies]
        self._readouts = [_state(network.readout) for network in copies]
        self._rooms = make_rooms(networks[0], descent.batch_size, self._dtype)

    def train_epoch(self, orders: Sequence[np.ndarray], learning_rate: float) -> np.ndarray:
        """Train every network over all images once.

        Parameters
        ----------
        orders
            Of each network, int64: the images in the order in which they are seen.
        learning_rate
            Of this epoch.

        Returns
        -------
        ndarray
            float64, shape (networks,): mean cross-entropy over the epoch.
        """
        descent = self._descent
        settings = [learning_rate, descent.momentum, descent.weight_decay]
        totals = [
            train_epoch(
                self._pictures,
                self._labels,
                order,
                descent.batch_size,
                self._inputs,
                _topology(links),
                tuple(layers),
                readout,
                self._rooms,
                np.array(settings, self._dtype),
            )
            for order, links, layers, readout in zip(
                orders, self._links, self._layers, self._readouts, strict=True
            )
        ]
        return np.array(totals) / len(orders[0])

    def links(self, network: int, depth: int) -> tuple[Links, np.ndarray, np.ndarray]:
        """Return the links of a layer, their weights and their velocities."""
        weights, velocity, *_ = self._layers[network][depth]
        return self._links[network][depth], weights, velocity

    def rewire(
        self, network: int, depth: int, links: Links, weights: np.ndarray, velocity: np.ndarray
    ) -> None:
        """Give a layer other links."""
        *_, bias, bias_velocity = self._layers[network][depth]
        self._links[network][depth] = links
        self._layers[network][depth] = (weights, velocity, bias, bias_velocity)

    def networks(self) -> list[Network]:
        """Return the networks as they are now."""
        return [
            Network(
                tuple(
                    SparseLayer(one, weights.copy(), bias.copy())
                    for one, (weights, _, bias, _) in zip(links, layers, strict=True)
                ),
                DenseLayer(readout[0].copy(), readout[2].copy()),
            )
            for links, layers, readout in zip(
                self._links, self._layers, self._readouts, strict=True
            )
        ]


def _state(layer: SparseLayer | DenseLayer) -> tuple[np.ndarray, ...]:
    weights, bias = layer.weights, layer.bias
    return weights.copy(), np.zeros_like(weights), bias.copy(), np.zeros_like(bias)


def _topology(links: Sequence[Links]) -> tuple[tuple[np.ndarray, ...], ...]:
    return tuple(
        (one.starts, one.columns, one.by_input.starts, one.by_input.rows, one.by_input.order)
        for one in links
    )


Rooms = tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...], np.ndarray, np.ndarray]


def make_rooms(network: Network, batch_size: int, dtype: np.dtype) -> Rooms:
    """Make room for activations and gradients, all in one piece.

    In pages of two mebibytes where the system has them: in small ones every link would look for
    its page.

    Parameters
    ----------
    network
        Of the shape of those that are run.
    batch_size
        How many images at once.
    dtype
        Of the numbers.

    Returns
    -------
    (tuple, tuple, ndarray, ndarray)
        Activations, the inputs first, and gradients, of shape (units, images) for each layer;
        logits, shape (classes, images); and a place for the weights of any layer, in another order
        or as their gradient.
    """
    widths = [network.layers[0].links.inputs, *(layer.links.outputs for layer in network.layers)]
    classes = len(network.readout.bias)
    units = 2 * sum(widths) + classes
    size = units * batch_size * np.dtype(dtype).itemsize
    whole = np.empty((size // HUGE_PAGE + 2) * HUGE_PAGE, np.uint8)
    start = -whole.ctypes.data % HUGE_PAGE
    matrix = whole[start : start + size].view(dtype).reshape(units, batch_size)
    parts = np.split(matrix, np.cumsum([*widths, *widths]))
    sizes = [*(layer.links.size for layer in network.layers), network.readout.weights.size]
    ordered = np.empty(max(sizes), dtype)
    return tuple(parts[: len(widths)]), tuple(parts[len(widths) : -1]), parts[-1], ordered


class Answers:
    """Images made ready once, to run many networks on them.

    Parameters
    ----------
    pictures
        uint8, shape (images, inputs).
    inputs
        Shape (256,), what a byte becomes as an input.
    network
        Of the shape of those that are run.
    batch_size
        How many images are run at once.
    """

    def __init__(
        self, pictures: np.ndarray, inputs: np.ndarray, network: Network, batch_size: int = 128
    ):
        self.images = len(pictures)
        self.batches = lay_out(inputs[pictures], batch_size)
        self._rooms = make_rooms(network, batch_size, inputs.dtype)

    def logits(self, network: Network, batches: np.ndarray | None = None) -> np.ndarray:
        """Return the logits of a network.

        Parameters
        ----------
        network
            Its numbers of the type of the inputs.
        batches
            Other inputs in the place of the images, laid out as they are.

        Returns
        -------
        ndarray
            Shape (images, classes).
        """
        logits = np.empty((len(network.readout.bias), self.images), self.batches.dtype)
        given = self.batches if batches is None else batches
        run_network(given, self.images, *_read(network, _forwards), self._rooms, logits)
        return logits.T

    def gradients(self, network: Network, batches: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Return the gradient of each image's loss with respect to its inputs, as `batches`."""
        gradient = np.zeros_like(batches)
        read = _read(network, _topology)
        input_gradients(batches, self.images, labels, *read, self._rooms, gradient)
        return gradient


def _forwards(links: Sequence[Links]) -> tuple[tuple[np.ndarray, ...], ...]:
    """Return what :func:`_topology` does where links are not walked by input."""
    return tuple((one.starts, one.columns, one.starts, one.columns, one.columns) for one in links)


def _read(network: Network, topology: Callable[[Sequence[Links]], tuple]) -> tuple:
    layers = tuple(
        (layer.weights, layer.weights, layer.bias, layer.bias) for layer in network.layers
    )
    full = network.readout
    readout = (full.weights, full.weights, full.bias, full.bias)
    return topology([layer.links for layer in network.layers]), layers, readout


def lay_out(values: np.ndarray, batch_size: int) -> np.ndarray:
    """Lay out samples as the loops read them.

    Parameters
    ----------
    values
        Shape (images, inputs).
    batch_size
        How many images stand side by side.

    Returns
    -------
    ndarray
        Shape (batches, inputs, batch_size), the last batch filled up with zeros.
    """
    images, inputs = values.shape
    number = -(-images // batch_size)
    batches = np.zeros((number, inputs, batch_size), values.dtype)
    for place in range(number):
        part = values[place * batch_size : (place + 1) * batch_size]
        batches[place, :, : len(part)] = part.T
    return batches
