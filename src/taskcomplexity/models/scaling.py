"""What becomes of stored values before they enter a network."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.data.images import Images
from taskcomplexity.data.labelled import Labelled

BYTE_MAX = 255


@dataclass(frozen=True)
class Whole:
    """Inputs as whole numbers: so many times what they are as floats.

    Attributes
    ----------
    values
        float32, of the shape of the inputs.
    unit
        How many times.
    largest
        What none of them exceeds in magnitude.
    """

    values: Tensor
    unit: int
    largest: int


class Scaling(Protocol):
    """A way from stored values to the inputs of a network.

    Attributes
    ----------
    name
        As the config and tables write it.
    blank
        The input that a stored value of 0 becomes, where it is -1, 0 or 1; else None. Inputs that
        are blank in every training sample then need not be trained, see
        :class:`taskcomplexity.training.blank.BlankInputs`.
    """

    name: str
    blank: int | None

    def floats(self, values: Tensor) -> Tensor:
        """Return the inputs as float32."""

    def whole(self, values: Tensor) -> Whole | None:
        """Return the inputs as whole numbers; None where they have no such form."""


@dataclass(frozen=True)
class SignedBytes:
    """Bytes p from 0 to 255 as (p/255 - 0.5)/0.5, from -1 to 1 (section 3 of the paper)."""

    name: str = "signed"
    blank: int = -1

    def floats(self, values: Tensor) -> Tensor:
        """Return -1 + 2p/255, in one pass."""
        return torch.add(torch.tensor(-1.0), values.float(), alpha=2 / BYTE_MAX)

    def whole(self, values: Tensor) -> Whole:
        """Return 2p - 255, which is 255 times the inputs."""
        return Whole(2 * values.float() - BYTE_MAX, BYTE_MAX, BYTE_MAX)


@dataclass(frozen=True)
class Standardized:
    """Bytes by their mean and deviation over all pixels of the training images.

    Attributes
    ----------
    mean, deviation
        Of p/255.
    """

    mean: float
    deviation: float
    name: str = "standardized"
    blank: None = None

    @classmethod
    def of(cls, images: np.ndarray) -> "Standardized":
        """Take mean and deviation of images of bytes."""
        counts = np.bincount(images.reshape(-1), minlength=BYTE_MAX + 1)
        shares, values = counts / counts.sum(), np.arange(BYTE_MAX + 1) / BYTE_MAX
        mean = float(shares @ values)
        return cls(mean, float(np.sqrt(shares @ (values - mean) ** 2)))

    def floats(self, values: Tensor) -> Tensor:
        """Return (p/255 - mean)/deviation."""
        return (values.float() / BYTE_MAX - self.mean) / self.deviation

    def whole(self, values: Tensor) -> None:
        """Return None: there is no form in whole numbers."""
        return


@dataclass(frozen=True)
class Stored:
    """Floats as they are stored: features, which are standardised where they are read."""

    name: str = "stored"
    blank: int = 0

    def floats(self, values: Tensor) -> Tensor:
        """Return the values."""
        return values.float()

    def whole(self, values: Tensor) -> None:
        """Return None: there is no form in whole numbers."""
        return


SIGNED = SignedBytes()
STORED = Stored()
SCALINGS: dict[str, Scaling] = {scaling.name: scaling for scaling in (SIGNED, STORED)}


def scaling_of(data: Labelled) -> Scaling:
    """Return the scaling of the samples of a dataset: bytes of pictures, floats of features."""
    return SIGNED if isinstance(data, Images) else STORED
