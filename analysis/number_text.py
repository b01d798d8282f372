"""How numbers are printed: digits, signs and marks. Values go in, text comes out, and no text is
ever read back.

Minus signs are U+2212. What is not finite is an en dash.
"""

import math

import numpy as np

from .notes import DAGGER
from .statistics import Interval

MINUS = "\u2212"
DASH = "\u2013"


def decimals_of(half_widths) -> int:
    """Digits after the point so that a typical half-width shows two significant ones; 2 without
    any.
    """
    known = [each for each in half_widths if np.isfinite(each) and each > 0]
    return min(6, max(0, 1 - math.floor(math.log10(float(np.median(known)))))) if known else 2


def decimals(intervals) -> int:
    """decimals_of the Intervals; None among them are passed over."""
    return decimals_of(each.half_width for each in intervals if each is not None)


def scaled(interval: Interval, scale: float) -> Interval:
    """The interval in a unit that is 1 / scale of its own."""
    return interval._replace(
        mean=interval.mean * scale,
        low=interval.low * scale,
        high=interval.high * scale,
        error=interval.error * scale,
    )


def number_text(value: float, digits: int, signed: bool = False) -> str:
    """With `digits` after the point; `signed`: positive numbers have a plus. Zero has no sign."""
    if not np.isfinite(value):
        return DASH
    zero = round(float(value), digits) == 0
    sign = "+" if signed and not zero else ""
    return f"{abs(value) if zero else value:{sign}.{digits}f}".replace("-", MINUS)


def range_text(low: float, high: float, digits: int, signed: bool = False) -> str:
    """The ends of an interval, as [low, high]; a dash if it has none."""
    if not np.isfinite(low):
        return DASH
    return f"[{number_text(low, digits, signed)}, {number_text(high, digits, signed)}]"


def p_text(p: float, digits: int) -> str:
    """A p-value; what is below the last digit is "< 0.001" (of three digits)."""
    if not np.isfinite(p):
        return DASH
    least = 10.0**-digits
    return f"< {least:.{digits}f}" if p < least else f"{p:.{digits}f}"


def count_text(done: int, planned: int) -> str:
    """The planned number of trials, or how many of them are done, with a dagger."""
    return str(planned) if done == planned else f"{done}/{planned}{DAGGER}"
