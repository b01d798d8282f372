"""All declared comparisons below each other: differences, with two intervals each.

The strong bar is the interval that decides, at the level that Holm's procedure leaves the
comparison (comparison.py). The thin one is simultaneous: all of a family of m cover together with
1 - alpha, for each has the level alpha / m (Bonferroni).
"""

import numpy as np
from matplotlib import pyplot as plt

from . import style
from .comparison import at_level
from .figure_axes import notes_of
from .lines import broken, height, length
from .notes import reading
from .summary import Summary
from .venues import venue

MOST = 40  # comparisons
SHARE = 0.5  # of the width, which names take at most
SAYS = (
    "Differences, the first less the second, left of the line where the first is {side}. Strong"
    " bars are the intervals that decide (Holm), thin ones cover all together with {level}."
)
ALONE = "Differences, the first less the second, with {level} intervals."


def forest(summary: Summary, width: float | None = None) -> plt.Figure | None:
    """None without comparisons that have a difference; of more than MOST those of the least p."""
    known = [each for each in summary.comparisons if np.isfinite(each.difference.mean)]
    if not known:
        return None
    side = "better" if summary.metric.lower_is_better else "worse"
    says = (SAYS if summary.family > 1 else ALONE).replace("{side}", side)
    notes = notes_of(summary, says)
    shown = known
    if len(known) > MOST:
        order = np.argsort([_p(each) for each in known], kind="stable")[:MOST]
        shown = [known[i] for i in sorted(order)]
        notes.insert(1, reading(f"{MOST} of {len(known)} comparisons: those of the least p."))
    if len({each.second for each in shown}) == 1 and len(shown) > 1:
        notes.insert(1, reading(f"All against {summary.rows[shown[0].second].label}."))
    with plt.rc_context(style.settings()):
        return _draw(summary, shown, notes, width)


def _p(comparison) -> float:
    p = comparison.difference.p
    return p if np.isfinite(p) else np.inf


def _names(summary: Summary, shown: list) -> list:
    """Both variants of each; of comparisons with the baseline alone the first."""
    rows = summary.rows
    if len({each.second for each in shown}) == 1 and len(shown) > 1:
        return [rows[each.first].label for each in shown]
    return [f"{rows[each.first].label} \u2013 {rows[each.second].label}" for each in shown]


def _draw(summary: Summary, shown: list, notes: list, width: float | None) -> plt.Figure:
    size, names = venue().small, _names(summary, shown)
    if width is None:
        fits = all(length(name, size) <= SHARE * venue().single for name in names)
        width = venue().single if fits else venue().double
    names = [broken(name, SHARE * width, size) for name in names]
    line = 0.08 + max(height(name, size) for name in names)
    unit = summary.metric.difference_unit
    figure, axes = style.sheet(
        1,
        1,
        panel_height=0.15 + line * len(names),
        notes=notes,
        left=0.15 + max(length(name, size) for name in names),
        names=[f"Difference of {summary.metric.title.lower()}" + (f" ({unit})" if unit else "")],
        width=width,
    )
    panel = axes[0, 0]
    panel.axvline(0, color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    for place, each in enumerate(shown):
        _bars(panel, summary, each, place)
    panel.set_yticks(range(len(names)), names)
    panel.tick_params(axis="y", length=0)
    panel.grid(axis="y", visible=False)
    panel.grid(axis="x", visible=True)
    panel.set_ylim(len(names) - 0.4, -0.6)
    return figure


def _bars(panel, summary: Summary, comparison, place: int) -> None:
    scale, made = summary.metric.scale, comparison.difference
    sure = np.isfinite(made.low) and not made.low <= 0 <= made.high
    better = sure and (made.mean < 0) == summary.metric.lower_is_better
    color = style.PALETTE[2 if better else 1] if sure else style.PALETTE[0]
    if np.isfinite(made.low):
        whole = at_level(made, summary.alpha / max(1, summary.family))
        for interval, thick in ((whole, 0.7), (made, 2.2)):
            ends = [scale * interval.low, scale * interval.high]
            panel.plot(ends, [place, place], color=color, linewidth=thick, zorder=2)
    marker = ("s" if better else "D") if sure else "o"
    edge = {"markeredgecolor": "white", "markeredgewidth": 0.5}
    panel.plot([scale * made.mean], [place], marker, color=color, **edge, zorder=3)
