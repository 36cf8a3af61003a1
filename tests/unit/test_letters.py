"""Names that users give stand in figures as they are written."""

import warnings

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from taskcomplexity.figures import letters
from taskcomplexity.figures.letters import fit_letters
from taskcomplexity.figures.publish import publish
from taskcomplexity.figures.style import FONT, Style, scale_by_powers_of_two, styled
from taskcomplexity.studies.tasks.figures.distances import draw_distances

STYLE = Style(dpi=60, font_size=8)


def matrix(names, title="own"):
    table = pd.DataFrame({"dataset": "own", "class_a": [0, 0], "class_b": [0, 1]})
    table["distance"], table["measure"] = [0.2, 0.4], "ssim"
    return table, lambda table: draw_distances(table, {"own": title}, {"own": names})


def published(folder, names, title="own"):
    output = {kind: folder / f"figure.{kind}" for kind in ("pdf", "png")}
    table, draw = matrix(names, title)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        publish(table, draw, {"table": folder / "figure.parquet", **output}, STYLE, {})
    return output


def ink(text):
    """The pixels that a text is drawn with."""
    with styled(STYLE):
        figure = Figure(figsize=(2, 0.5))
        figure.text(0.02, 0.3, text)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    return bytes(canvas.buffer_rgba())


@pytest.mark.parametrize(
    "names", [("$5 bill", "$10 bill"), ("$x$", r"\frac{"), (r"a\$b$", "x_{1}^2"), ("$", "$$")]
)
def test_dollar_signs_are_letters(tmp_path, names):
    published(tmp_path, names, title="$ own $")
    with styled(STYLE):
        table, draw = matrix(names, "$ own $")
        figure = draw(table)
        texts = {text for text in figure.findobj(Text) if text.get_text() in (*names, "$ own $")}
        assert {text.get_text() for text in texts} == {*names, "$ own $"}
        assert not any(text.get_parse_math() for text in texts)


def test_a_dollar_sign_leaves_ink():
    assert ink("$x$") != ink("x")
    assert ink("$x$") != ink("$x")


def test_ticks_of_powers_of_two_need_no_markup():
    with styled(STYLE):
        axes = Figure().subplots()
        scale_by_powers_of_two(axes)
        axes.set_xlim(2**-10, 1)
        axes.figure.draw_without_rendering()
        told = [label.get_text() for label in axes.get_xticklabels(which="both")]
    assert "2⁻¹⁰" in told
    assert "2⁰" in told
    assert not any("$" in text for text in told)


def test_letters_that_no_font_has_are_told_once(tmp_path, caplog):
    one, other = chr(0x3FF00), chr(0x3FF01)  # in a plane of Unicode without letters
    published(tmp_path, (f"a{one}", f"b{other}"))
    (line,) = caplog.messages
    told = f"figure.png: no installed font has the letters {one} {other}, boxes stand in their"
    assert told in line


def test_letters_of_other_scripts_are_drawn(tmp_path, caplog):
    output = published(tmp_path, ("العربية", "עברית"))
    assert output["png"].stat().st_size > 1000
    assert caplog.messages == []


def test_another_installed_font_is_fallen_back_on(caplog):
    # Two letters that of the fonts which come with matplotlib only STIX has.
    figure = Figure()
    with styled(STYLE):
        text = figure.text(0, 0, "ᶄᶊ a")
        plain = Figure()
        other = plain.text(0, 0, "a")
        fit_letters(figure, "one")
        fit_letters(plain, "other")
    assert text.get_fontfamily()[0] == FONT
    assert {ord("ᶄ"), ord("ᶊ")} <= set().union(*map(letters._letters_of, text.get_fontfamily()))
    assert other.get_fontfamily() == [FONT]
    assert caplog.messages == []
