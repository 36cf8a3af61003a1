"""Samples as a model takes them: one input or several, in batches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

WANTED = (
    "expected a tensor or an array with the samples along its first axis, a tuple of those for a "
    "model of several inputs, or a mapping for one that takes them by name"
)


@dataclass(frozen=True)
class Samples:
    """Checked samples.

    Attributes
    ----------
    inputs
        What the model is called with, by name, or by number where inputs have no names. What is
        no tensor is the same for every sample.
    named
        Whether they have names.
    """

    inputs: dict[Any, Any]
    named: bool

    @classmethod
    def read(cls, samples: Any) -> "Samples":
        """Check what was given.

        Raises
        ------
        TypeError
            When it is none of what is taken.
        ValueError
            When there are no samples, inputs have unequal numbers of them, or some number is NaN
            or infinite.
        """
        named = isinstance(samples, Mapping)
        if named:
            inputs = dict(samples)
        elif isinstance(samples, tuple | list):
            inputs = dict(enumerate(samples))
        else:
            inputs = {0: samples}
        found = cls({name: _tensor(value) for name, value in inputs.items()}, named)
        found._check()
        return found

    @property
    def _tensors(self) -> dict[Any, Tensor]:
        return {
            name: value
            for name, value in self.inputs.items()
            if isinstance(value, Tensor) and value.ndim
        }

    def _check(self) -> None:
        tensors = self._tensors
        if not tensors:
            kinds = ", ".join(type(value).__name__ for value in self.inputs.values())
            raise TypeError(f"samples: {WANTED}; found {kinds or 'nothing'}")
        if len({len(value) for value in tensors.values()}) > 1:
            raise ValueError(
                f"samples: inputs have different numbers of samples, {self}; their first axes "
                "must be of one length"
            )
        if not len(self):
            raise ValueError(f"samples: there are none, {self}; give at least one")
        for name, value in tensors.items():
            wrong = value.numel() - int(value.isfinite().sum())
            if wrong:
                raise ValueError(
                    f"samples: {wrong} of {value.numel()} numbers"
                    f"{f' of the input {name}' if len(tensors) > 1 else ''} are NaN or infinite; "
                    "the signals of all neurons would be"
                )

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(next(iter(self._tensors.values())))

    @property
    def hint(self) -> str:
        """What may be the matter where a model does not take them; empty where nothing is known."""
        if all(value.is_floating_point() for value in self._tensors.values()):
            return ""
        return (
            ". Whole numbers are given as they are; where the model wants floating-point ones, as "
            "of pixels, convert them first"
        )

    def __str__(self) -> str:
        """Return shape and type of each input."""
        return ", ".join(
            f"{f'{name} ' if self.named else ''}{tuple(value.shape)} of {value.dtype}"
            for name, value in self._tensors.items()
        )

    def batches(
        self, size: int, device: torch.device, dtype: torch.dtype
    ) -> Iterator[tuple[int, tuple[Any, ...], dict[str, Any]]]:
        """Yield how many samples there are and what the model is called with, batch by batch.

        Parameters
        ----------
        size
            Of a batch.
        device, dtype
            The model's. Whole numbers keep their type.
        """
        tensors = self._tensors
        for start in range(0, len(self), size):
            batch = dict(self.inputs)
            for name, value in tensors.items():
                part = value[start : start + size]
                batch[name] = part.to(device, dtype if part.is_floating_point() else None)
            number = min(size, len(self) - start)
            yield (number, (), batch) if self.named else (number, tuple(batch.values()), {})


def _tensor(value: Any) -> Any:
    """Return an array as a tensor, anything else as it is."""
    if isinstance(value, np.ndarray):
        try:
            return torch.as_tensor(value)
        except TypeError as error:
            raise TypeError(f"samples: {WANTED}; an array of {value.dtype} is none") from error
    return value
