"""What becomes of stored values before they enter a network."""

from collections.abc import Callable
from dataclasses import dataclass

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


class Scaling:
    """A way from stored values to the inputs of a network, the same for all of them or by input.

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
        raise NotImplementedError

    def whole(self, values: Tensor) -> Whole | None:
        """Return the inputs as whole numbers; None where they have no such form."""
        return None

    def of_inputs(self, chosen: Tensor) -> "Scaling":
        """Return the same way for some of the inputs, by truth values, shape (inputs,)."""
        return self


@dataclass(frozen=True)
class SignedBytes(Scaling):
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
class UnitBytes(Scaling):
    """Bytes p from 0 to 255 as p/255, from 0 to 1."""

    name: str = "unit"
    blank: int = 0

    def floats(self, values: Tensor) -> Tensor:
        """Return p/255."""
        return values.float() / BYTE_MAX

    def whole(self, values: Tensor) -> Whole:
        """Return p, which is 255 times the inputs."""
        return Whole(values.float(), BYTE_MAX, BYTE_MAX)


@dataclass(frozen=True, eq=False)
class ByInput(Scaling):
    """Bytes p/255 by the mean, and the deviation, that each input has over training samples.

    What is blank in all of them is 0.

    Attributes
    ----------
    factor, offset
        An input is factor p + offset, float32, shape (inputs,).
    """

    factor: Tensor
    offset: Tensor
    name: str
    blank: int = 0

    @classmethod
    def centred(cls, values: Tensor) -> "ByInput":
        """Take away the mean of training samples, bytes, shape (samples, inputs)."""
        return cls._of(values, BYTE_MAX, "centred")

    @classmethod
    def standardized(cls, values: Tensor) -> "ByInput":
        """Divide by their deviation too, but for inputs that have none."""
        variance = _mean(values.int() ** 2) - _mean(values) ** 2
        return cls._of(
            values, torch.where(variance > 0, variance, BYTE_MAX**2).sqrt(), "standardized"
        )

    @classmethod
    def _of(cls, values: Tensor, unit: Tensor | int, name: str) -> "ByInput":
        factor = torch.ones(values.shape[1], dtype=torch.float64) / unit
        offset = -_mean(values) * factor
        return cls(factor.float().to(values.device), offset.float().to(values.device), name)

    def floats(self, values: Tensor) -> Tensor:
        """Return (p/255 - mean)/deviation, in one pass."""
        return torch.addcmul(self.offset, values.float(), self.factor)

    def of_inputs(self, chosen: Tensor) -> "ByInput":
        """Return mean and deviation of some of the inputs."""
        return ByInput(self.factor[chosen], self.offset[chosen], self.name, self.blank)


def _mean(values: Tensor) -> Tensor:
    """Return the mean of whole numbers, exactly summed, float64, on the CPU."""
    return values.sum(dim=0).cpu().double() / len(values)


@dataclass(frozen=True)
class Standardized(Scaling):
    """Bytes by one mean and one deviation, those of all pixels of the training images.

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


@dataclass(frozen=True)
class Stored(Scaling):
    """Floats as they are stored: features, which are standardised where they are read."""

    name: str = "stored"
    blank: int = 0

    def floats(self, values: Tensor) -> Tensor:
        """Return the values."""
        return values.float()


SIGNED = SignedBytes()
UNIT = UnitBytes()
STORED = Stored()
# Each from the values of the training samples of a task, shape (samples, inputs): those that bytes
# of pictures may have, and all.
OF_PICTURES: dict[str, Callable[[Tensor], Scaling]] = {
    SIGNED.name: lambda values: SIGNED,
    UNIT.name: lambda values: UNIT,
    "centred": ByInput.centred,
    "standardized": ByInput.standardized,
}
SCALINGS = {**OF_PICTURES, STORED.name: lambda values: STORED}


def scaling_name(data: Labelled, of_pictures: str = SIGNED.name) -> str:
    """Return how the samples of a dataset are scaled, a key of :data:`SCALINGS`.

    Parameters
    ----------
    data
        The dataset. Features stay as they are stored: they are standardised where they are read.
    of_pictures
        How bytes of pictures are.
    """
    return of_pictures if isinstance(data, Images) else STORED.name
