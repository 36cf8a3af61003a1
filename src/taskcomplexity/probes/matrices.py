"""Where the matrices of weights of a PyTorch model are, and what counts as one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy
from torch.nn.utils.parametrize import is_parametrized

from taskcomplexity.models.modules import ROOT, is_hugging_face_linear, is_quantised
from taskcomplexity.probes.weights import check_weights

WEIGHT = "weight"
# They scale each number by itself, also where their weights have several axes.
NORMALISATIONS = (nn.LayerNorm, nn.RMSNorm)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)


@dataclass(frozen=True)
class Matrix:
    """A parameter of a module that counts as a matrix (outputs, inputs).

    Attributes
    ----------
    name
        Of the module, where the parameter is its ``weight``; else that of the parameter.
    module
        Whose it is.
    parameter
        What it is called there.
    """

    name: str
    module: nn.Module
    parameter: str = WEIGHT

    @property
    def weights(self) -> nn.Parameter:
        """The parameter as it is at the moment."""
        return getattr(self.module, self.parameter)

    def checked(self) -> "Matrix":
        """Return the matrix itself.

        Raises
        ------
        ValueError
            When the module has no such parameter, it is no matrix, or its numbers cannot be probed.
        """
        kind, weights = type(self.module).__name__, getattr(self.module, self.parameter, None)
        if is_quantised(self.module):
            raise ValueError(
                f"layer {self.name}: {kind} is quantised; give the model as it was before"
            )
        if isinstance(weights, nn.Parameter) and is_lazy(weights):
            raise ValueError(
                f"layer {self.name}: its {self.parameter} is not made yet; run the model on a "
                "batch first"
            )
        if not isinstance(weights, nn.Parameter) or weights.ndim < 2:
            raise ValueError(
                f"layer {self.name}: {kind} has no parameter `{self.parameter}` that is a matrix"
                f"{_computed(self.module, self.parameter, weights)}"
            )
        check_weights(weights, f"layer {self.name}")
        return self

    def read(self) -> Tensor:
        """Return a copy of the matrix on the CPU."""
        return as_matrix(self.weights.detach(), self._kind).cpu().clone()

    def write(self, matrix: Tensor) -> None:
        """Give the parameter the numbers of a matrix."""
        with torch.no_grad():
            fill(self.weights, matrix, self._kind)

    @property
    def _kind(self) -> nn.Module | None:
        return self.module if self.parameter == WEIGHT else None


def _computed(module: nn.Module, parameter: str, weights: object) -> str:
    """Say how a matrix that is no parameter can be made one."""
    if is_parametrized(module, parameter):
        return (
            "; a parametrization computes it, which can be taken off with "
            f"torch.nn.utils.parametrize.remove_parametrizations(layer, {parameter!r})"
        )
    if isinstance(weights, Tensor) and weights.ndim >= 2:
        return (
            "; it is computed from others, as by torch.nn.utils.prune, which is made permanent "
            f"with torch.nn.utils.prune.remove(layer, {parameter!r})"
        )
    return ""


def as_matrix(weights: Tensor, module: nn.Module | None = None) -> Tensor:
    """Return weights as the matrix (outputs, inputs).

    Parameters
    ----------
    weights
        Where they have more than two axes, as kernels (outputs, inputs, …) have, the rest counts
        as the inputs. Fewer than two axes stay as they are.
    module
        Whose ``weight`` they are, which tells where the outputs are: those of a transposed
        convolution lie behind its inputs, group by group.
    """
    if weights.ndim < 2:
        return weights
    by_outputs = _by_outputs(weights, module)
    groups, outputs = by_outputs.shape[:2]
    return by_outputs.reshape(groups * outputs, -1)


def fill(weights: Tensor, matrix: Tensor, module: nn.Module | None = None) -> None:
    """Give weights, in place, the numbers of a matrix as :func:`as_matrix` makes it."""
    places = weights if weights.ndim < 2 else _by_outputs(weights, module)
    places.copy_(matrix.reshape(places.shape))


def _by_outputs(weights: Tensor, module: nn.Module | None) -> Tensor:
    """View weights as (groups, outputs, …)."""
    if isinstance(module, TRANSPOSED):
        return weights.unflatten(0, (module.groups, -1)).transpose(1, 2)
    if is_hugging_face_linear(type(module)):
        return weights.T[None]
    return weights[None]


def matrices_of(model: nn.Module, root: str = ROOT) -> list[Matrix]:
    """Return the matrices of weights of a model, in the order of ``model.named_modules()``.

    A parameter of at least two axes is one when its name has the part ``weight``, such as
    ``weight`` itself, ``weight_ih_l0`` of a recurrent layer and ``in_proj_weight`` of attention;
    but for those of normalisations.

    Parameters
    ----------
    model
        Any.
    root
        What the model itself is called, where it has a ``weight`` of its own.

    Returns
    -------
    list of Matrix
        At least one, and not checked yet: a layer that is quantised or computes its weights from
        others is among them.

    Raises
    ------
    TypeError
        When the model is no module.
    ValueError
        When it has none, or is TorchScript.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"model: expected a torch.nn.Module, found {type(model).__name__}")
    found = []
    for path, module in model.named_modules():
        if isinstance(module, torch.jit.ScriptModule):
            raise ValueError(
                f"{path or root} is TorchScript, whose weights cannot be changed; give the module "
                "that it was made of"
            )
        found += [
            Matrix(_name(path, parameter, root), module, parameter)
            for parameter in _weights_in(module)
        ]
    if not found:
        raise ValueError(
            f"{type(model).__name__} has no matrix of weights: no parameter of two axes or more is "
            "called `weight`, `weight_…` or `…_weight`"
        )
    return found


def _name(path: str, parameter: str, root: str) -> str:
    if parameter == WEIGHT:
        return path or root
    return f"{path}.{parameter}" if path else parameter


def _weights_in(module: nn.Module) -> Iterator[str]:
    """Yield the names of a module's matrices, and of what cannot be one but seems to be."""
    if is_quantised(module):
        yield WEIGHT
        return
    if isinstance(module, NORMALISATIONS):
        return
    names = [*module._parameters, *vars(module)]
    if is_parametrized(module):
        names = [*module.parametrizations, *names]
    # What torch.nn.utils.prune masks has the name of what it is computed from beside it.
    computed = {f"{name}_orig" for name in names}
    for name in names:
        if WEIGHT in name.split("_") and name not in computed:
            weights = getattr(module, name)
            if isinstance(weights, Tensor) and (is_lazy(weights) or weights.ndim >= 2):
                yield name


@contextmanager
def weights_of_its_own(matrix: Matrix) -> Iterator[nn.Parameter]:
    """Give a layer a copy of its weights for a while, so that layers that share them keep theirs.

    Yields
    ------
    nn.Parameter
        What the parameter of the module is in the meantime.
    """
    shared = matrix.weights
    own = nn.Parameter(shared.detach().clone(), requires_grad=shared.requires_grad)
    setattr(matrix.module, matrix.parameter, own)
    try:
        yield own
    finally:
        setattr(matrix.module, matrix.parameter, shared)
