"""By what the distances of a dataset are measured: SSIM of pictures, or the energy distance.

This module computes nothing, so that plans and fetches may ask it without reaching what does.
"""

from collections.abc import Sequence

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.images import Images
from taskcomplexity.data.labelled import Labelled

AUTO, SSIM, ENERGY = "auto", "ssim", "energy"
# What the config may ask for.
ASKED = (AUTO, SSIM, ENERGY)
# Pixels on a side of the window of SSIM, scikit-image's default.
WINDOW = 7


def chosen(data: Labelled, asked: str) -> str:
    """Return the measure of a dataset, ``ssim`` or ``energy``.

    Parameters
    ----------
    data
        The dataset.
    asked
        ``ssim``, ``energy``, or ``auto`` for SSIM where the samples are pictures that hold its
        window and the energy distance elsewhere.

    Raises
    ------
    DataError
        When SSIM is asked for and the samples have none, with what is allowed.
    """
    shape = data.values("train").shape[1:]
    if reason := unfit(asked, data.kind, shape):
        raise DataError(reason)
    if asked == AUTO:
        return ENERGY if unfit(SSIM, data.kind, shape) else SSIM
    return asked


def unfit(asked: str, kind: str, shape: Sequence[int] | None = None) -> str:
    """Say why samples cannot be measured by what is asked for; nothing where they can.

    Parameters
    ----------
    asked
        As of :func:`chosen`.
    kind
        What the samples are, ``images`` or ``features``.
    shape
        Height and width of the pictures, and channels where there are some; None where that is
        not known yet, which speaks against nothing.
    """
    if asked not in ASKED:
        return f"a measure of distances {asked!r} is not known; allowed: {', '.join(ASKED)}"
    if asked != SSIM:
        return ""
    if kind != Images.kind:
        found = f"rows of {kind}"
    elif shape is not None and min(shape[:2]) < WINDOW:
        found = f"pictures of {shape[0]} × {shape[1]}"
    else:
        return ""
    return (
        f"`distances.measure` is {SSIM}, which compares pictures of at least {WINDOW} × {WINDOW} "
        f"pixels, but the samples are {found}; allowed: {AUTO}, which takes the energy distance "
        f"here, or {ENERGY}"
    )
