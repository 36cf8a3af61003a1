"""One picture of the user's as bytes, or the reason why it cannot be that."""

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from taskcomplexity.data.arrays import bytes_of
from taskcomplexity.data.asked import CHANNELS
from taskcomplexity.data.converted import LUMA
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.extras import needs

if TYPE_CHECKING:
    from PIL.Image import Image

# What each mode of Pillow becomes. Nothing else is read.
MODES = {
    "1": "black is 0, white is 255",
    "L": "as it is",
    "P": "by its palette",
    "LA": "where it is opaque",
    "PA": "where it is opaque",
    "RGB": "luma of ITU-R 601-2",
    "RGBA": "luma of ITU-R 601-2, where it is opaque",
    "CMYK": "luma of ITU-R 601-2",
    "YCbCr": "luma of ITU-R 601-2",
    "I;16": "where its values are bytes, or bytes times 257",
    "I;16B": "where its values are bytes, or bytes times 257",
    "I": "where its values are bytes, or bytes times 257",
    "F": "where its values are bytes",
}
WIDE = ("I;16", "I;16B", "I", "F")
COLOUR = f"in colour, turned into grey by {LUMA}"
TURNED = "turned upright as their EXIF orientation says"
NARROWED = "of more than 8 bits, brought to bytes without a loss"


def read_picture(path: Path, colour: str | None = None) -> tuple[np.ndarray, list[str]]:
    """Read a picture as bytes.

    Parameters
    ----------
    path
        A file of any format that Pillow knows.
    colour
        ``channels`` for red, green and blue, which are equal where the picture is grey; else it
        becomes grey.

    Returns
    -------
    numpy.ndarray
        uint8, shape (height, width), or (height, width, 3) with channels.
    list of str
        What was done to it that changes pixels: :data:`COLOUR`, :data:`TURNED`, :data:`NARROWED`.

    Raises
    ------
    DataError
        When the file cannot be read, holds several pictures, is partly transparent, or has more
        grey levels than bytes have; with the file and what to do.
    """
    with needs("pictures"):
        from PIL import Image, ImageOps

    # Decoders meet broken files with exceptions of many kinds, from OSError to SyntaxError.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as opened:
                _check(path, opened)
                opened.load()
                picture = ImageOps.exif_transpose(opened)
                turned = opened.getexif().get(ORIENTATION, UPRIGHT) != UPRIGHT
    except DataError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(f"{path}: is too large to be opened ({error}); make it smaller") from error
    except Exception as error:
        raise DataError(
            f"{path}: cannot be read as a picture ({error}); save it anew or take it out"
        ) from error
    done = [TURNED] if turned else []
    if picture.mode in WIDE:
        grey = _narrowed(path, np.asarray(picture))
        return _as_asked(grey, colour), [*done, NARROWED]
    picture = _opaque(path, picture)
    if picture.mode in ("1", "L"):
        return _as_asked(np.asarray(picture.convert("L")), colour), done
    colours = picture.convert("RGB")
    pixels = np.asarray(colours)
    if colour == CHANNELS:
        return pixels, done
    if (pixels == pixels[..., :1]).all():
        return pixels[..., 0].copy(), done
    return np.asarray(colours.convert("L")), [*done, COLOUR]


def _as_asked(grey: np.ndarray, colour: str | None) -> np.ndarray:
    return np.repeat(grey[..., None], 3, axis=2) if colour == CHANNELS else grey


ORIENTATION, UPRIGHT = 274, 1


def _check(path: Path, picture: "Image") -> None:
    if picture.mode not in MODES:
        raise DataError(
            f"{path}: is of the mode {picture.mode}; expected one of {', '.join(MODES)}. "
            "Save it as 8-bit grey"
        )
    frames = getattr(picture, "n_frames", 1)
    # A MPO file, as telephones write them, holds its picture first and previews of it.
    if frames > 1 and picture.format != "MPO":
        raise DataError(
            f"{path}: holds {frames} pictures, an animation or a stack; save each in its own file"
        )
    if picture.mode not in WIDE and any(_is_deep(tile.args) for tile in picture.tile):
        raise DataError(
            f"{path}: has more than 8 bits for each colour, of which some would be lost; save it "
            "with 8 bits for each"
        )


def _is_deep(args: object) -> bool:
    """Tell whether what is handed to a decoder asks for more than 8 bits."""
    parts = args if isinstance(args, tuple) else (args,)
    raw = next((part for part in parts if isinstance(part, str)), "")
    highest = parts[1] if len(parts) == 2 and isinstance(parts[1], int) else 0
    return bool(re.search(r";(12|16|32)", raw)) or (raw in ("L", "RGB") and highest > 255)


def _opaque(path: Path, picture: "Image") -> "Image":
    if not picture.has_transparency_data:
        return picture
    with_alpha = picture.convert("RGBA")
    lowest, _ = with_alpha.getchannel("A").getextrema()
    if lowest < 255:
        raise DataError(
            f"{path}: is partly transparent, so that its greys depend on what lies behind; put it "
            "on a background and save it without an alpha channel"
        )
    return with_alpha.convert("RGB")


def _narrowed(path: Path, values: np.ndarray) -> np.ndarray:
    grey = bytes_of(values)
    if grey is None:
        raise DataError(
            f"{path}: has {values.dtype} values from {values.min()} to {values.max()}, which are "
            "more grey levels than the 256 of a byte; choose which value is black and which is "
            'white, scale to 0 to 255 and save with astype("uint8")'
        )
    return grey
