"""Pictures become grey bytes without a loss, or are refused; colour alone is turned and told."""

import re
import struct
import zlib

import numpy as np
import pytest
from conftest import ROOT
from own_data import NAMES, drawn, picture_folder
from PIL import Image, ImageDraw

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.folders import PICTURES
from taskcomplexity.data.local import read_local
from taskcomplexity.data.pictures import COLOUR, MODES, NARROWED, TURNED, read_picture

GREY = drawn(1)[0][0]
OPAQUE = np.full_like(GREY, 255)


def stacked(*channels):
    return np.dstack(channels)


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("L.png", Image.fromarray(GREY)),
        ("RGB.png", Image.fromarray(stacked(GREY, GREY, GREY))),
        ("RGBA.png", Image.fromarray(stacked(GREY, GREY, GREY, OPAQUE))),
        ("LA.png", Image.fromarray(stacked(GREY, OPAQUE))),
        ("P.png", Image.fromarray(GREY).convert("P")),
        ("P.gif", Image.fromarray(GREY).convert("P")),
        ("L.pgm", Image.fromarray(GREY)),
        ("L.tif", Image.fromarray(GREY)),
        ("L.bmp", Image.fromarray(GREY)),
    ],
)
def test_grey_is_kept(tmp_path, name, picture):
    picture.save(tmp_path / name)
    pixels, done = read_picture(tmp_path / name)
    assert pixels.dtype == np.uint8
    assert np.array_equal(pixels, GREY)
    assert done == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("scaled.png", GREY.astype(np.uint16) * 257),
        ("scaled.tif", GREY.astype(np.uint16) * 257),
        ("bytes.png", GREY.astype(np.uint16)),
        ("bytes.tif", GREY.astype(np.int32)),
        ("bytes_as_floats.tif", GREY.astype(np.float32)),
    ],
)
def test_deep_pictures_that_hold_bytes_are_kept(tmp_path, name, values):
    Image.fromarray(values).save(tmp_path / name)
    pixels, done = read_picture(tmp_path / name)
    assert np.array_equal(pixels, GREY)
    assert done == [NARROWED]


@pytest.mark.parametrize(
    "values",
    [
        GREY.astype(np.uint16) * 256 + 1,
        GREY.astype(np.float32) / 255,
        GREY.astype(np.float32) - 100,
        np.full_like(GREY, np.nan, np.float32),
        GREY.astype(np.int32) * 1000,
    ],
)
def test_more_grey_levels_than_bytes_have_are_refused(tmp_path, values):
    Image.fromarray(values).save(tmp_path / "deep.tif")
    with pytest.raises(DataError, match=r"deep\.tif: has .* values from .*more grey levels"):
        read_picture(tmp_path / "deep.tif")


def test_black_and_white_is_0_and_255(tmp_path):
    Image.fromarray(GREY > 99).save(tmp_path / "1.png")
    pixels, done = read_picture(tmp_path / "1.png")
    assert np.array_equal(pixels, 255 * (GREY > 99))
    assert done == []


@pytest.mark.parametrize(
    ("name", "mode"), [("x.png", "RGB"), ("x.png", "P"), ("x.tif", "CMYK"), ("x.tif", "YCbCr")]
)
def test_colour_is_turned_into_grey_and_said_so(tmp_path, name, mode):
    colours = Image.fromarray(stacked(GREY, GREY[::-1], 255 - GREY))
    colours.convert(mode).save(tmp_path / name)
    pixels, done = read_picture(tmp_path / name)
    assert done == [COLOUR]
    with Image.open(tmp_path / name) as saved:
        red, green, blue = np.moveaxis(np.asarray(saved.convert("RGB"), float), -1, 0)
    assert np.abs(pixels - (0.299 * red + 0.587 * green + 0.114 * blue)).max() < 1


def test_a_camera_held_sideways_is_turned_upright(tmp_path):
    # Twice, as JPEG keeps smooth pictures alone.
    smooth = Image.new("L", (16, 8))
    ImageDraw.Draw(smooth).rectangle((0, 0, 7, 7), fill=200)
    exif = Image.Exif()
    exif[274] = 6
    smooth.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    pixels, done = read_picture(tmp_path / "turned.jpg")
    assert pixels.shape == (16, 8)
    assert np.abs(pixels - np.rot90(np.asarray(smooth), -1).astype(int)).max() < 5
    assert done == [TURNED]


def transparent(alpha):
    return Image.fromarray(stacked(GREY, GREY, GREY, alpha))


def palette_with_a_hole():
    picture = Image.fromarray(GREY).convert("P")
    picture.info["transparency"] = int(GREY[0, 0])
    return picture


def png(kind, channels):
    """A PNG of 16 bits per channel, which Pillow writes in grey alone."""
    rows = b"".join(
        b"\0" + row.astype(">u2").tobytes() for row in stacked(*[GREY.astype(int) * 257] * channels)
    )

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 12, 12, 16, kind, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def frames(number):
    return [Image.fromarray(np.roll(GREY, at)) for at in range(number)]


def save(picture):
    return lambda path: picture.save(path)


def write(content):
    return lambda path: path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "make", "told"),
    [
        ("alpha.png", save(transparent(GREY)), "is partly transparent"),
        ("hole.png", save(palette_with_a_hole()), "is partly transparent"),
        ("LA.png", save(Image.fromarray(stacked(GREY, GREY))), "is partly transparent"),
        ("RGB16.png", write(png(2, 3)), "has more than 8 bits for each colour"),
        ("RGBA16.png", write(png(6, 4)), "has more than 8 bits for each colour"),
        (
            "RGB16.ppm",
            write(
                b"P6 12 12 1023\n"
                + (stacked(GREY, GREY, GREY).astype(int) * 4).astype(">u2").tobytes()
            ),
            "has more than 8 bits for each colour",
        ),
        (
            "stack.tif",
            lambda path: frames(1)[0].save(path, save_all=True, append_images=frames(3)[1:]),
            "holds 3 pictures",
        ),
        (
            "film.gif",
            lambda path: frames(1)[0].save(path, save_all=True, append_images=frames(3)[1:]),
            "holds 3 pictures",
        ),
        ("lab.tif", save(Image.new("LAB", (12, 12))), "is of the mode LAB; expected one of 1, L"),
        ("empty.png", write(b""), "cannot be read as a picture"),
        ("page.png", write(b"<!DOCTYPE html>"), "cannot be read as a picture"),
        ("folder.png", lambda path: path.mkdir(), "cannot be read as a picture"),
    ],
)
def test_what_would_lose_something_is_refused_with_the_file(tmp_path, name, make, told):
    make(tmp_path / name)
    with pytest.raises(DataError) as error:
        read_picture(tmp_path / name)
    assert str(error.value).startswith(f"{tmp_path / name}: {told}")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".gif", ".bmp"])
def test_a_truncated_picture_is_named(tmp_path, suffix):
    path = tmp_path / f"cut{suffix}"
    Image.fromarray(np.tile(GREY, (9, 9))).save(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match="cut.*cannot be read as a picture"):
        read_picture(path)


@pytest.mark.parametrize("limit", [50, 100])
def test_a_picture_that_is_too_large_is_named(tmp_path, monkeypatch, limit):
    """Pillow warns above its limit, and refuses above twice of it."""
    Image.fromarray(GREY).save(tmp_path / "bomb.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    with pytest.raises(DataError, match=r"bomb\.png: is too large to be opened"):
        read_picture(tmp_path / "bomb.png")


def test_the_documentation_names_every_mode_and_suffix_that_is_taken():
    text = (ROOT / "config/README.md").read_text().split("## Your own data")[1].split("\n## ")[0]
    words = set(re.split(r"[\s,|:]+", text))
    assert set(MODES) <= words
    assert set(PICTURES) <= words


def test_what_was_done_is_told_once(tmp_path, caplog):
    path = picture_folder(
        tmp_path / "own", save=lambda x, at: Image.fromarray(stacked(x, x, 255 - x)).save(at)
    )
    read_local(path, NAMES)
    (line,) = caplog.messages
    assert line.startswith(f"{path}: 10 pictures are in colour")
    assert line.endswith(f"the first {path / 'train/upper/000.png'}")


def test_pictures_of_other_sizes_are_named(tmp_path):
    path = picture_folder(tmp_path / "own")
    Image.new("L", (5, 7)).save(path / "test/lower/odd.png")
    told = r"odd\.png: expected \(12, 12\) pixels.*found \(7, 5\); ask for .*`size: \[12, 12\]`"
    with pytest.raises(DataError, match=told):
        read_local(path, NAMES)
