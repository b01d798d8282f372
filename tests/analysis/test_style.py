"""How figures look where it can be measured: contrast with the paper, distances of colours for
those who see fewer of them, fonts that venues accept.
"""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from analysis import figures, style

# Machado, Oliveira & Fernandes 2009, of full severity, on linear sRGB
SEEN = {
    "all": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750]]
XYZ += [[0.0193339, 0.1191920, 0.9503041]]
JUST_APART = 2.3  # CIE 1976 distance that is just noticeable


def linear(color) -> np.ndarray:
    """Of sRGB (IEC 61966-2-1)."""
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast_with_white(color) -> float:
    """WCAG 2."""
    return 1.05 / (linear(color) @ [0.2126, 0.7152, 0.0722] + 0.05)


def lab(rgb) -> np.ndarray:
    """CIE 1976 L*a*b* of linear sRGB, white D65."""
    x = np.array(XYZ) @ rgb / [0.95047, 1, 1.08883]
    f = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("count", range(1, 10))
def test_lines_have_a_contrast_of_three_to_one(count, ordered):
    assert min(map(contrast_with_white, style.colors(count, ordered))) >= 3
    assert contrast_with_white(style.GREY) >= 4.5  # of words


@pytest.mark.parametrize("seen", SEEN)
def test_colours_are_told_apart_by_everyone(seen):
    for ordered, count, least in ((False, 7, 6 * JUST_APART), (True, 7, 2 * JUST_APART)):
        rgb = [np.array(SEEN[seen]) @ linear(each) for each in style.colors(count, ordered)]
        points = [lab(np.clip(each, 0, 1)) for each in rgb]
        pairs = itertools.combinations(points, 2)
        assert min(np.linalg.norm(a - b) for a, b in pairs) >= least


def test_lines_differ_in_more_than_colour(sweep):
    axes = {"dropout.hidden.rate": [0, 0.25, 0.5]}
    dataset, summary = sweep(axes, [[0.1, 0.11, 0.12]] * 3)
    (figure,) = figures.curves(dataset, summary)
    lines = figure.axes[0].get_lines()
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in lines}) == 3
    assert len(set(style.markers(7))) == 7


def test_fonts_in_pdf_are_truetype(sweep, tmp_path):
    dataset, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, [[0.1, 0.11]] * 2)
    style.save(figures.dose_response(summary), tmp_path, "dose_response")
    written = (tmp_path / "dose_response.pdf").read_bytes()
    assert b"/Type3" not in written and b"/CIDFontType2" in written
