"""Watching the layers of a model while samples pass through it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import type_before_parametrizations
from torch.nn.utils.rnn import PackedSequence

from taskcomplexity.metrics.following import Call, Following, is_activation
from taskcomplexity.metrics.owners import Owner
from taskcomplexity.metrics.reading import (
    input_shape,
    known_kind,
    read_layer,
    read_step,
    reason_against,
    suffixes,
)
from taskcomplexity.metrics.record import Record
from taskcomplexity.metrics.unroll import FUNCTIONS, by_step, unroll

# Of the largest output: what rounding may change between a sample and a batch, in half precision.
CLOSE = 0.03
CHANGED = "its output is not that of its weights; a hook or a forward of its own changes it"
UNREACHED = "no sample reached it"
USED = "its weights are used without calling it, so that its ζ is not seen"


class Watch:
    """Records of all modules that own parameters.

    Parameters
    ----------
    owned
        The modules.
    bias
        How biases count, as in :func:`taskcomplexity.metrics.topology.link_weights`.

    Attributes
    ----------
    failure
        What went wrong here and not in the model; None where nothing did.
    """

    def __init__(self, owned: list[Owner], bias: str):
        self.failure: Exception | None = None
        self._following = Following(
            {id(one): owner.module for owner in owned for one in owner.parameters.values()}
        )
        self._records = {owner.module: _records(owner, bias) for owner in owned}
        self._reached: dict[nn.Module, None] = {}
        self._in_batch: set[nn.Module] = set()

    def records(self) -> list[Record]:
        """Return all records, in the order in which samples reached them, others last."""
        others = [module for module in self._records if module not in self._reached]
        for module in others:
            for record in self._records[module].values():
                if not record.reason:
                    record.lacks(USED if module in self._following.used else UNREACHED)
        order = [*self._reached, *others]
        return [record for module in order for record in self._records[module].values()]

    @contextmanager
    def watching(self, model: nn.Module) -> Iterator[None]:
        """See what goes through the modules of a model in the meantime."""
        with ExitStack() as stack:
            for module in self._records:
                for register, hook in (
                    (module.register_forward_pre_hook, self._before),
                    (module.register_forward_hook, self._after),
                ):
                    stack.callback(register(self._own(hook), with_kwargs=True).remove)
            for module in model.modules():
                if is_activation(module):
                    hook = module.register_forward_hook(self._own(self._activated))
                    stack.callback(hook.remove)
            stack.enter_context(self._following)
            yield

    def settle(self, samples: int) -> None:
        """Close a batch of some samples."""
        for module in self._in_batch:
            for record in self._records[module].values():
                record.samples += samples
                record.settle()
        self._in_batch.clear()

    def _own(self, hook: Callable[..., None]) -> Callable[..., None]:
        @wraps(hook)
        def guarded(*given: Any) -> None:
            try:
                with self._following.own_work():
                    hook(*given)
            except Exception as error:
                self.failure = error
                raise

        return guarded

    def _before(self, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._reached.setdefault(module)
        self._in_batch.add(module)

    def _after(
        self, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any
    ) -> None:
        kind, records = known_kind(module), self._records[module]
        if kind is None:
            return
        values = args[0] if args else next(iter(kwargs.values()))
        before = args[1] if len(args) > 1 else kwargs.get("hx")
        if kind is nn.RNN:
            self._unroll(module, records, values, before, output[0])
        elif trouble := trouble_with(output):
            records[""].lacks(trouble)
        elif kind is nn.RNNCell:
            self._step(module, records[""], values, before, output)
        else:
            self._apply(module, records[""], values, output)

    def _apply(self, module: nn.Module, record: Record, values: Tensor, output: Tensor) -> None:
        shape, batched = input_shape(module, values)
        if record.reads(shape, lambda: read_layer(module, shape)) and output.numel():
            one = slice(1) if batched else ...
            expected = type_before_parametrizations(module).forward(module, values[one])
            if not same(output[one], expected):
                record.lacks(CHANGED)
        call = Call()
        record.receives(output, call)
        self._following.follow(output, call)

    def _step(
        self, module: nn.RNNCell, record: Record, x: Tensor, before: Tensor | None, output: Tensor
    ) -> None:
        record.reads((), lambda: read_step(module, ""))
        h = torch.zeros_like(output) if before is None else before
        h, x = (one.reshape(1, -1, one.shape[-1]) for one in (h, x))
        zeta = read_step(module, "", exact=False).strength(x, h)[0]
        activation = FUNCTIONS[module.nonlinearity](zeta)
        record.receives(zeta, Call.of(module.nonlinearity, activation))
        if not same(output, activation.view_as(output)):
            record.lacks(CHANGED)

    def _unroll(
        self,
        module: nn.RNN,
        records: dict[str, Record],
        values: Tensor | PackedSequence,
        before: Tensor | None,
        output: Tensor | PackedSequence,
    ) -> None:
        for suffix, record in records.items():
            record.reads((), lambda suffix=suffix: read_step(module, suffix))
        trouble = trouble_with(output)
        if isinstance(values, PackedSequence):
            trouble = "packed sequences are not unrolled; give padded ones"
        if trouble:
            for record in records.values():
                record.lacks(trouble)
            return
        activations = []
        for suffix, zeta, activation in unroll(module, values, before):
            records[suffix].receives(zeta, Call.of(module.nonlinearity, activation))
            activations.append(activation)
        last = torch.cat(activations[-1 - module.bidirectional :], -1)
        if not same(by_step(module, output), last):
            for record in records.values():
                record.lacks(CHANGED)

    def _activated(self, module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        self._following.saw_module(module, args, output)


def _records(owner: Owner, bias: str) -> dict[str, Record]:
    """Return the records of a module: one, or by the suffix of its parameters in an ``nn.RNN``."""
    module, kind = owner.module, type_before_parametrizations(owner.module).__name__
    if known_kind(module) is not nn.RNN:
        return {"": Record(owner.name, kind, owner.size(), bias, reason_against(owner))}
    found = {}
    several = len(suffixes(module)) > 1
    for suffix in suffixes(module):
        name = f"{owner.name}.{suffix[1:]}" if several else owner.name
        found[suffix] = Record(name, kind, owner.size(suffix), bias)
    return found


def trouble_with(output: Any) -> str:
    """Return why what a layer gives cannot be measured; empty where it can."""
    if not isinstance(output, Tensor) or output.layout != torch.strided:
        return "its output is no dense tensor"
    return "its signals are complex numbers" if output.is_complex() else ""


def same(output: Tensor, expected: Tensor) -> bool:
    """Whether two outputs differ by rounding at most."""
    if output.shape != expected.shape:
        return False
    largest = expected.abs().max()
    return not bool((output - expected).abs().max() > CLOSE * largest)
