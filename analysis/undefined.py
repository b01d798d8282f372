"""Finished trials in which a quantity has no number, such as the inequality of the importance of
units of which none has any. They count in no mean, and what shows a mean says how many they are.
"""

from typing import NamedTuple

import numpy as np

OF_CLAIMS = (
    "A trial in which a quantity is undefined counts nowhere: its claim is judged over the others,"
    " of pairs those of which both are defined, and is undecided where they allow no interval."
)


class Undefined(NamedTuple):
    """So many of `trials`."""

    count: int = 0
    trials: int = 0

    @property
    def words(self) -> str:
        return f"undefined in {self.count} of {self.trials} trials" if self.count else ""


def undefined_among(numbers: np.ndarray) -> Undefined:
    """Of finished trials, `numbers` [trial]: those that are not finite."""
    return Undefined(int((~np.isfinite(numbers)).sum()), len(numbers))
