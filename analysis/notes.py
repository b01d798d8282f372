"""Sentences that stand below a table or a figure, typed: what a note is about decides where it is
shown.

A terminal, for example, leaves out the note on bold print, and the summary of one task keeps only
its own incomplete variants.
"""

from dataclasses import dataclass
from enum import Enum, auto

DAGGER = "\u2020"


class About(Enum):
    READING = auto()  # how the numbers are to be read
    VERDICTS = auto()  # what a verdict means, or rests on
    DEVIATION = auto()  # what was done in another way than the plan declares
    HISTORY = auto()  # what was declared, added or left out after results were there
    ORIGIN = auto()  # that the numbers were not all made by one program
    INTERIM = auto()  # the sweep is not finished
    INCOMPLETE = auto()  # a variant of which trials diverged, failed, are missing, lack the metric
    BOLD = auto()  # why a number is set in bold


@dataclass(frozen=True)
class Note:
    about: About
    sentence: str
    variant: int | None = None  # of INCOMPLETE: which variant; None for several

    @property
    def text(self) -> str:
        """As it is printed; notes on incomplete variants carry the mark of their counts."""
        return f"{DAGGER} {self.sentence}" if self.about is About.INCOMPLETE else self.sentence


def reading(sentence: str) -> Note:
    """A Note on how numbers are to be read."""
    return Note(About.READING, sentence)
