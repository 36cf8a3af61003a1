"""Which modules of a model own parameters."""

from collections.abc import Iterator
from dataclasses import dataclass

from torch import nn
from torch.nn.parameter import Parameter
from torch.nn.utils.parametrize import is_parametrized

from taskcomplexity.models.modules import ROOT

# Their parameters are those of the module that has them.
LISTS = (nn.ParameterList, nn.ParameterDict)
# They use the parameters of what is in them without calling it.
WHOLE = (nn.MultiheadAttention,)


@dataclass(frozen=True)
class Owner:
    """A module that owns parameters.

    Attributes
    ----------
    name
        Its path in the model, the first one where there are several.
    module
        The module.
    parameters
        What it owns, by name: what a parametrization makes its weights of too, and all that
        attention has.
    """

    name: str
    module: nn.Module
    parameters: dict[str, Parameter]

    def size(self, ending: str = "") -> int:
        """Return how many numbers its parameters are, those alone whose names end in some way."""
        return sum(
            parameter.numel()
            for name, parameter in self.parameters.items()
            if any(part.endswith(ending) for part in name.split("."))
        )


def owners(model: nn.Module) -> list[Owner]:
    """Return every module of a model that owns parameters, once each, in the order of the model."""
    return list(_below(model, ROOT, set()))


def _below(module: nn.Module, name: str, seen: set[nn.Module]) -> Iterator[Owner]:
    if module in seen:
        return
    seen.add(module)
    whole = isinstance(module, WHOLE)
    own = dict(module.named_parameters(recurse=whole))
    children = {} if whole else dict(module.named_children())
    inner = [child for child, one in children.items() if isinstance(one, LISTS)]
    if is_parametrized(module) and not whole:
        inner.append("parametrizations")
    for child in inner:
        own |= {f"{child}.{one}": value for one, value in children[child].named_parameters()}
    if own:
        yield Owner(name, module, own)
    for child, one in children.items():
        if child not in inner:
            yield from _below(one, child if name == ROOT else f"{name}.{child}", seen)
