"""Words that fit: broken into lines where they are too long for the inches there are."""

from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from .venues import venue

LINE = 1.25  # height of a line, in sizes of its letters
BREAKS = " ,/-_=;:."  # behind which a line may end


def length(text: str, size: float) -> float:
    """Inches that the longest line of a text takes."""
    return max(_length(line, size, venue().family) for line in text.split("\n"))


@lru_cache(maxsize=4096)
def _length(line: str, size: float, family: str) -> float:
    font = FontProperties(family=family, size=size)
    return TextToPath().get_text_width_height_descent(line, font, ismath=False)[0] / 72


def height(text: str, size: float) -> float:
    """Inches that the lines of a text take."""
    return (text.count("\n") + 1) * LINE * size / 72


def broken(text: str, inches: float, size: float) -> str:
    """The text with line ends such that every line fits; a word is broken only where it fits in no
    line.
    """
    lines = [""]
    for part in _parts(text):
        if not lines[-1] or length((lines[-1] + part).rstrip(), size) <= inches:
            lines[-1] += part
        else:
            lines.append(part.lstrip())
        while length(lines[-1].rstrip(), size) > inches and len(lines[-1]) > 1:
            kept = next(
                (
                    n
                    for n in range(len(lines[-1]) - 1, 1, -1)
                    if length(lines[-1][:n], size) <= inches
                ),
                1,
            )
            lines[-1:] = [lines[-1][:kept], lines[-1][kept:]]
    return "\n".join(line.rstrip() for line in lines)


def _parts(text: str) -> list:
    """Pieces that end where a line may end."""
    parts = [""]
    for character in text.replace("\n", " "):
        parts[-1] += character
        if character in BREAKS:
            parts.append("")
    return [part for part in parts if part]
