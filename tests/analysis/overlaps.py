"""Which words of a figure run into each other, and which leave it: measured on what is drawn."""

import itertools
from unittest import mock

from matplotlib.text import Text

TOUCH = 0.5  # points by which boxes may overlap: they are a little larger than the letters


def drawn_words(figure) -> list:
    """(words, box in points) of every text that is drawn."""
    found, draw = [], Text.draw

    def noted(self, renderer):
        if self.get_visible() and self.get_text().strip():
            found.append((self.get_text(), self.get_window_extent(renderer)))
        draw(self, renderer)

    with mock.patch.object(Text, "draw", noted):
        figure.canvas.draw()
    scale = 72 / figure.dpi
    return [(words, [each * scale for each in box.extents]) for words, box in found]


def collisions(figure) -> list:
    """Pairs of words that run into each other, and words that leave the figure."""
    width, height = (72 * each for each in figure.get_size_inches())
    words = drawn_words(figure)
    said = [
        f"'{text}' leaves the figure"
        for text, (left, low, right, high) in words
        if min(left, low) < -TOUCH or right > width + TOUCH or high > height + TOUCH
    ]
    for (first, a), (second, b) in itertools.combinations(words, 2):
        across = min(a[2], b[2]) - max(a[0], b[0])
        along = min(a[3], b[3]) - max(a[1], b[1])
        if min(across, along) > TOUCH:
            said.append(f"'{first}' runs into '{second}'")
    return said
