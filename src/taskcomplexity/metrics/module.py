"""Metrics of every layer of any PyTorch model."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pandas as pd
import torch
from torch import nn
from torch.nn.parameter import is_lazy

from taskcomplexity.metrics.layers.layer import BIASES
from taskcomplexity.metrics.owners import ROOT, Owner, owners
from taskcomplexity.metrics.reading import reason_against
from taskcomplexity.metrics.record import COLUMNS
from taskcomplexity.metrics.samples import Samples
from taskcomplexity.metrics.watch import Watch
from taskcomplexity.models.modules import is_quantised

WHOLE_NUMBERS = ("inputs", "outputs", "links")
WRAPPERS = (nn.DataParallel, nn.parallel.DistributedDataParallel)


def network_metrics(
    model: nn.Module,
    samples: Any,
    *,
    bias: str = "add",
    strict: bool = False,
    batch_size: int = 32,
) -> pd.DataFrame:
    """Measure every layer of a model as a part of a complex network.

    Parameters
    ----------
    model
        Any. It is run in evaluation mode without gradients and left as it was.
    samples
        Inputs that the signals are measured for, of the data that the model was trained on: a
        tensor or an array with the samples along its first axis, a tuple of those for a model of
        several inputs, or a mapping for one that takes them by name. They go where the model is,
        and floating-point numbers become the model's.
    bias
        How biases count in mean and variance of the link weights: ``add``, ``pool`` or ``none``, as
        in :func:`taskcomplexity.metrics.topology.link_weights`.
    strict
        Whether a layer without a metric is an error.
    batch_size
        How many samples go through the model at once. Signals are not kept, so that memory does not
        grow with their number.

    Returns
    -------
    pandas.DataFrame
        A row for every module that owns parameters, in the order in which samples reach them, those
        that none reaches last. The columns are :data:`taskcomplexity.metrics.record.COLUMNS`;
        `reason` says why a row, or a part of it, has no metric. Linear layers, convolutions
        without or with padding of zeros, and ``nn.RNN`` and ``nn.RNNCell`` have metrics. An
        ``nn.RNN`` of several layers or directions has a row for each. A module that is called
        several times has one row, over all calls.

    Raises
    ------
    TypeError
        When the model is no module, or the samples are none of what is taken.
    ValueError
        When there are no samples or they are not finite, the model does not take them, it has no
        parameters, or such that are quantised or not made yet; when `bias` is unknown; with
        `strict`, when a layer has no metric.
    """
    if bias not in BIASES:
        raise ValueError(f"bias is {bias!r}; allowed: {', '.join(BIASES)}")
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; it must be 1 or more")
    if isinstance(model, WRAPPERS):
        model = model.module
    model = getattr(model, "_orig_mod", model)  # What torch.compile wrapped.
    owned = _measurable(model)
    read = Samples.read(samples)
    if strict:
        _refuse((owner.name, reason) for owner in owned if (reason := reason_against(owner)))
    watch = Watch(owned, bias)
    first = next(iter(owned[0].parameters.values()))
    with _evaluating(model), watch.watching(model):
        for number, args, kwargs in read.batches(batch_size, first.device, first.dtype):
            try:
                model(*args, **kwargs)
            except Exception as error:
                if error is watch.failure:
                    raise
                raise ValueError(
                    f"{type(model).__name__} could not be run on samples {read}: {error}{read.hint}"
                ) from error
            watch.settle(number)
    records = watch.records()
    rows = [record.row() for record in records]
    if strict:
        _refuse((record.name, record.reason) for record in records if not record.has_metric)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype(dict.fromkeys(WHOLE_NUMBERS, "Int64"))


def _measurable(model: nn.Module) -> list[Owner]:
    """Return what owns parameters in a model; raise where it cannot be measured as a whole."""
    if not isinstance(model, nn.Module):
        raise TypeError(f"model: expected a torch.nn.Module, found {type(model).__name__}")
    modules = {name or ROOT: module for name, module in model.named_modules()}
    scripted = [name for name, one in modules.items() if isinstance(one, torch.jit.ScriptModule)]
    if scripted:
        raise ValueError(
            f"{scripted[0]} is TorchScript, which hides its layers; give the module that it was "
            "made of"
        )
    owned = owners(model)
    for owner in owned:
        lazy = [name for name, one in owner.parameters.items() if is_lazy(one)]
        if lazy:
            raise ValueError(
                f"{owner.name}: its {', '.join(lazy)} are not made yet; run the model on a batch "
                "first"
            )
    quantised = [name for name, one in modules.items() if is_quantised(one)]
    if quantised:
        raise ValueError(
            f"quantised: {', '.join(quantised)}; the metrics need the numbers themselves, give the "
            "model as it was before"
        )
    if not owned:
        raise ValueError(
            f"{type(model).__name__} has no parameters, so that there is no layer to measure"
        )
    nowhere = [owner.name for owner in owned if any(p.is_meta for p in owner.parameters.values())]
    if nowhere:
        raise ValueError(
            f"{', '.join(nowhere)}: on the device meta there are no numbers; load the model first"
        )
    return owned


def _refuse(lacking: Iterable[tuple[str, str]]) -> None:
    """Raise where there are layers without a metric."""
    named = [f"{name} ({reason})" for name, reason in lacking]
    if named:
        raise ValueError(
            f"layers without a metric: {'; '.join(named)}. Without strict they have a row that "
            "tells so"
        )


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    """Put a model into evaluation mode, and every module back into its own."""
    modes = {module: module.training for module in model.modules()}
    with ExitStack() as stack:
        if "torch._dynamo" in sys.modules:
            # Compiled code has no layers.
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        try:
            model.eval()
            with torch.no_grad():
                yield
        finally:
            for module, mode in modes.items():
                module.training = mode
