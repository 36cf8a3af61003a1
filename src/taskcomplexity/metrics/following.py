"""What becomes of a layer's output: which function is applied to it first."""

import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils.weak import WeakTensorKeyDictionary

from taskcomplexity.metrics.signals import Signals

# Functions of neurons, by their names without the underscore of those that work in place.
ACTIVATIONS = {
    *("celu", "clamp", "elu", "expit", "gelu", "hardshrink", "hardsigmoid", "hardswish"),
    *("hardtanh", "leaky_relu", "log_sigmoid", "log_softmax", "logsigmoid", "mish", "prelu"),
    *("relu", "relu6", "rrelu", "selu", "sigmoid", "silu", "sin", "softmax", "softmin"),
    *("softplus", "softshrink", "softsign", "special_expit", "tanh", "tanhshrink", "threshold"),
}
# What shows the same numbers in another way.
SAME_NUMBERS = {
    *("alpha_dropout", "bfloat16", "clone", "contiguous", "detach", "double", "dropout"),
    *("dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout", "feature_dropout"),
    *("flatten", "float", "get", "half", "moveaxis", "movedim", "permute", "reshape"),
    *("reshape_as", "squeeze", "swapaxes", "swapdims", "t", "to", "transpose", "type"),
    *("unflatten", "unsqueeze", "view", "view_as"),
}
# Beside an activation these mean that it is a part of another one, as in x · sigmoid(x).
RIVALS = ACTIVATIONS | {"imul", "mul", "multiply", "rmul"}
# Modules in these files are activations, however they are computed.
ACTIVATION_FILES = ("torch.nn.modules.activation", "transformers.activations")


class Call:
    """One output of a layer, and what was seen to follow.

    Attributes
    ----------
    followers
        Names of what was applied to it, in order.
    name, activation
        Of the function that gives a, and moments of a; empty and None where there was none.
    """

    def __init__(self):
        self.followers: list[str] = []
        self.name = ""
        self.activation: Signals | None = None
        self.by_module = False
        self._result = lambda: None

    @classmethod
    def of(cls, name: str, activation: Tensor) -> "Call":
        """Return a call that is known to be followed by a function."""
        call = cls()
        call.applied(name, activation)
        return call

    def gave(self, result: Tensor) -> bool:
        """Whether a tensor is what the function returned."""
        return self._result() is result

    def applied(self, name: str, result: Tensor, *, by_module: bool = False) -> None:
        """Take the result of a function for a."""
        self.name, self.by_module = name, by_module
        self.activation = Signals.of(result[None])
        self._result = weakref.ref(result)

    @property
    def reason(self) -> str:
        """Why there is no a, or it is not known which; empty where there is one."""
        if not self.activation:
            first = next(iter(self.followers), "")
            return f"no activation follows, but {first}" if first else "no activation follows"
        others = [one for one in self.followers if one in RIVALS and one != self.name]
        if others and not self.by_module:
            return f"{self.name} follows, but so does {others[0]}, so that a is not known"
        return ""


class Following(TorchFunctionMode):
    """Sees every function that is applied to the outputs of layers while it is entered.

    Parameters
    ----------
    owners
        The module that owns a parameter, by the parameter's identity.

    Attributes
    ----------
    used
        Modules whose parameters some function was given.
    """

    def __init__(self, owners: Mapping[int, nn.Module]):
        super().__init__()
        self.used: set[nn.Module] = set()
        self._owners = owners
        self._followed = WeakTensorKeyDictionary()
        self._own = False

    @contextmanager
    def own_work(self):
        """Take what is computed in the meantime for nothing that the model does."""
        before, self._own = self._own, True
        try:
            yield
        finally:
            self._own = before

    def follow(self, output: Tensor, call: Call) -> None:
        """Watch what happens to an output."""
        self._followed[output] = (call, _version(output))

    def __torch_function__(self, function, types, args=(), kwargs=None):
        """Call a function, and note it where it is applied to something that is followed."""
        kwargs = kwargs or {}
        if self._own:
            return function(*args, **kwargs)
        inputs = list(_tensors((*args, *kwargs.values())))
        calls = [(one, call) for one in inputs if (call := self._call(one))]
        result = function(*args, **kwargs)
        if not any(True for _ in _tensors((result,))):
            return result  # A shape, a type.
        self.used.update(self._owners[id(one)] for one in inputs if id(one) in self._owners)
        for one, call in calls:
            self._note(function, one, call, one is inputs[0], result)
            if not self._call(one) and not call.gave(one):
                del self._followed[one]
        return result

    def _call(self, tensor: Tensor) -> Call | None:
        call, version = self._followed.get(tensor, (None, None))
        # What was changed in place is no output of a layer any more.
        return call if call and version == _version(tensor) else None

    def _note(self, function: Any, tensor: Tensor, call: Call, is_first: bool, result: Any) -> None:
        name = getattr(function, "__name__", str(function)).strip("_")
        if isinstance(result, Tensor) and result.numel() == tensor.numel() and is_first:
            if name in SAME_NUMBERS:
                self.follow(result, call)
                return
            if name in ACTIVATIONS and not call.activation:
                call.applied(name, result)
        call.followers.append(name)

    def saw_module(self, module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        """Note that a module was applied, where it is an activation by its class."""
        if not args or not isinstance(args[0], Tensor) or not isinstance(output, Tensor):
            return
        call, _ = self._followed.get(args[0], (None, None))
        if call and not any(map(call.gave, (args[0], output))) and output.shape == args[0].shape:
            name = type(module).__name__.removesuffix("Activation").lower()
            call.applied(name, output, by_module=True)


def is_activation(module: nn.Module) -> bool:
    """Whether a module is an activation by its class."""
    kind = type(module)
    return kind.__module__ in ACTIVATION_FILES and not isinstance(module, nn.MultiheadAttention)


def _tensors(given: Iterable[Any]) -> Iterator[Tensor]:
    """Yield tensors, those in lists too, as of torch.cat."""
    for one in given:
        if isinstance(one, Tensor):
            yield one
        elif isinstance(one, tuple | list):
            yield from _tensors(one)


def _version(tensor: Tensor) -> int:
    return 0 if tensor.is_inference() else tensor._version
