"""Modules of PyTorch as layers, and why others are none."""

from torch import Tensor, nn
from torch.nn.utils.parametrize import type_before_parametrizations

from taskcomplexity.metrics.layers.convolution import Convolution
from taskcomplexity.metrics.layers.dense import Dense
from taskcomplexity.metrics.layers.layer import Layer
from taskcomplexity.metrics.layers.recurrent import RecurrentStep
from taskcomplexity.metrics.owners import Owner
from taskcomplexity.models.modules import is_hugging_face_linear

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
KNOWN = (nn.Linear, *CONVOLUTIONS, nn.RNN, nn.RNNCell)
# What a subclass must not change for its ζ to be known.
FORWARD = ("forward", "_conv_forward")

# Why modules have no metric; the first that fits.
REASONS: tuple[tuple[tuple[type, ...], str], ...] = (
    (
        (nn.modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm),
        "normalisation scales and shifts each neuron by itself and links none",
    ),
    (
        (nn.Embedding, nn.EmbeddingBag),
        "an embedding looks its rows up and sums over no neurons",
    ),
    (
        (nn.LSTM, nn.GRU, nn.LSTMCell, nn.GRUCell),
        "each neuron of a gated layer has several sums, not one ζ",
    ),
    (
        (nn.MultiheadAttention,),
        "attention links positions by weights that come from the input",
    ),
    (
        (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d),
        "transposed convolutions are not among the layers that are known",
    ),
    ((nn.Bilinear,), "a bilinear layer sums over pairs of neurons"),
    ((nn.PReLU,), "an activation, though with a parameter, links no neurons"),
)


class NoMetricError(Exception):
    """Why a layer has no metric."""


def known_kind(module: nn.Module) -> type | None:
    """Return the class in :data:`KNOWN` that a module is of, None where it is of none."""
    kind = type_before_parametrizations(module)
    if is_hugging_face_linear(kind):
        return nn.Linear
    for known in KNOWN:
        if isinstance(module, known):
            same = all(getattr(kind, one, None) is getattr(known, one, None) for one in FORWARD)
            return known if same else None
    return None


def reason_against(owner: Owner) -> str:
    """Return why a module that owns parameters has no metric; empty where it has."""
    module = owner.module
    if known_kind(module):
        return ""
    for known in KNOWN:
        if isinstance(module, known):
            return f"a {known.__name__} with a forward of its own, so that its ζ is not known"
    for kinds, reason in REASONS:
        if isinstance(module, kinds):
            return reason
    if any(True for _ in module.children()):
        names = ", ".join(owner.parameters)
        return f"parameters outside of a layer, whose links are not known: {names}"
    names = ", ".join(known.__name__ for known in KNOWN)
    return f"not one of the layers that are known: {names}"


def input_shape(module: nn.Module, values: Tensor) -> tuple[tuple[int, ...], bool]:
    """Return the shape of a sample that the links of a layer hang on, and whether there is a batch.

    Only convolutions have links according to the size of their inputs. Axes before the last one of
    what a linear layer takes count as samples.
    """
    if isinstance(module, CONVOLUTIONS):
        axes = len(module.kernel_size)
        return tuple(values.shape[-1 - axes :]), values.ndim == axes + 2
    return tuple(values.shape[-1:]), values.ndim > 1


def read_layer(module: nn.Module, shape: tuple[int, ...]) -> Layer:
    """Read a module that is called once for all its neurons.

    Parameters
    ----------
    module
        Of a class in :data:`KNOWN` but ``nn.RNN``. Weights are what the module computes with: with
        masks, norms and other parametrizations applied.
    shape
        Of a sample, as :func:`input_shape` gives it.

    Returns
    -------
    Layer
        A stack of one, in double precision on the CPU.

    Raises
    ------
    NoMetricError
        When its links are not known.
    """
    kind = known_kind(module)
    if kind is nn.RNNCell:
        return read_step(module, "")
    weight, bias = _exact(module.weight), _exact(module.bias)
    if kind is nn.Linear:
        transposed = is_hugging_face_linear(type_before_parametrizations(module))
        return Dense(weight if transposed else weight.mT, bias)
    if module.padding_mode != "zeros":
        raise NoMetricError(f"padding of the mode {module.padding_mode} has links of its own")
    return Convolution(
        weight,
        bias,
        shape,
        module.stride,
        _padding(module),
        module.dilation,
        module.groups,
    )


def read_step(module: nn.Module, suffix: str, *, exact: bool = True) -> RecurrentStep:
    """Read a layer of a recurrent module.

    Parameters
    ----------
    module
        An ``nn.RNN`` or ``nn.RNNCell``.
    suffix
        Of the names of the layer's parameters: ``_l0``, ``_l1_reverse``, nothing for a cell.
    exact
        Whether in double precision on the CPU; else as the module has them.
    """
    read = _exact if exact else _as_it_is
    ends = [read(getattr(module, f"weight_{end}{suffix}")).mT for end in ("ih", "hh")]
    biases = [read(getattr(module, f"bias_{end}{suffix}", None)) for end in ("ih", "hh")]
    return RecurrentStep(*ends, None if biases[0] is None else sum(biases))


def suffixes(module: nn.RNN) -> list[str]:
    """Return the suffixes of a module's layers and directions, in order."""
    return [f"_l{depth}{way}" for depth in range(module.num_layers) for way in directions(module)]


def directions(module: nn.RNN) -> tuple[str, ...]:
    """Return what the suffixes of the directions of a layer end with."""
    return ("", "_reverse") if module.bidirectional else ("",)


def _as_it_is(parameter: Tensor | None) -> Tensor | None:
    return None if parameter is None else parameter.detach()[None]


def _exact(parameter: Tensor | None) -> Tensor | None:
    if parameter is None:
        return None
    if parameter.is_complex():
        raise NoMetricError("its weights are complex numbers")
    return parameter.detach().cpu().double()[None]


def _padding(module: nn.Module) -> tuple[int | tuple[int, int], ...]:
    if module.padding == "valid":
        return (0,) * len(module.kernel_size)
    if module.padding == "same":
        # What does not come out even goes behind.
        totals = [
            dilation * (kernel - 1)
            for kernel, dilation in zip(module.kernel_size, module.dilation, strict=True)
        ]
        return tuple((total // 2, total - total // 2) for total in totals)
    return module.padding
