"""What seeds until it is decided do: false verdicts, power and seeds, on drawn and on real seeds.

    PYTHONPATH=. python3 tests/analysis/until_decided.py [REPEATS]    prints the tables of
                                                         results/reference/until-decided/README.md

Values are [repeats, variants, seeds], variant 0 the baseline; a family is decided look by look as
analysis/sequential.py does it (a test holds the two together), for all repeats at once.
"""

import sys
from functools import lru_cache

import numpy as np
from default_test import SHAPES, real_sweeps
from scipy.special import stdtr, stdtrit

from analysis.sequential import nominal_levels

ALPHA = 0.05
SIX = (4, 8, 12, 16, 20, 24)


@lru_cache
def levels(left: int, sizes: tuple, spending: str):
    return nominal_levels(ALPHA / left, np.array(sizes) / sizes[-1], spending)


def differences(x, n: int, paired: bool = True):
    """Mean, error and degrees of freedom of the comparisons [repeats, m] after n seeds."""
    x = x[..., :n]
    if paired:
        d = x[:, 1:] - x[:, :1]
        return d.mean(axis=-1), d.std(axis=-1, ddof=1) / np.sqrt(n), np.full(d.shape[:2], n - 1.0)
    part = x.var(axis=-1, ddof=1) / n
    squared = part[:, 1:] + part[:, :1]
    freedom = (n - 1) * squared**2 / (part[:, 1:] ** 2 + part[:, :1] ** 2)
    mean = x.mean(axis=-1)
    return mean[:, 1:] - mean[:, :1], np.sqrt(squared), freedom


def decide_all(x, sizes=SIX, spending="obrien_fleming", margin=None, paired=True):
    """(verdict, seeds), [repeats, m] each: 1 higher, -1 lower, 0 neither; equivalent or within the
    margin adds 10 to its size. One look at the last of `sizes` is sizes=(n,).
    """
    repeats, m = x.shape[0], x.shape[1] - 1
    verdict, seeds = np.zeros((repeats, m), dtype=int), np.full((repeats, m), sizes[-1])
    is_open = np.ones((repeats, m), dtype=bool)
    found = np.zeros(repeats, dtype=int)
    for look, n in enumerate(sizes):
        mean, error, freedom = differences(x, n, paired)
        p = 2 * stdtr(freedom, -np.abs(mean) / error)
        while True:
            left = m - found  # 0 where all are found
            level = np.array([np.inf, *(levels(k, sizes, spending)[look] for k in range(1, m + 1))])
            half = -stdtrit(freedom, np.minimum(level[left], 1)[:, None] / 2) * error
            within = np.zeros_like(is_open)
            if margin is not None:
                within = (np.abs(mean) + half < margin) & (left > 0)[:, None]
            crossed = np.where(is_open & (np.abs(mean) > half), p, np.inf)
            first = crossed.argmin(axis=1)
            rows = np.flatnonzero(np.isfinite(crossed.min(axis=1)))
            if not len(rows):
                break
            at = (rows, first[rows])
            verdict[at] = np.sign(mean[at]) * np.where(within[at], 11, 1)
            seeds[at] = n
            is_open[at] = False
            found[rows] += 1
        same = is_open & within
        verdict[same], seeds[same] = 10, n
        is_open &= ~same
    return verdict, seeds


def draw(random, repeats, m, shape="normal", spread=1.0, correlation=0.5, seeds=24):
    """Without differences; the share `correlation` of the variance is common to a seed."""
    shared, own = SHAPES[shape](random, (repeats, 1, seeds)), SHAPES[shape](
        random, (repeats, m + 1, seeds)
    )
    x = np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own
    x[:, 1::2] *= spread
    return x


CONDITIONS = {
    "normal": {},
    "skewed": {"shape": "skewed"},
    "t, 3 df": {"shape": "t, 3 df"},
    "variances 1:4": {"spread": 2.0},
    "variances 1:4, independent": {"spread": 2.0, "correlation": 0.0},
}


def false_verdicts(random, repeats, m, spending="obrien_fleming", sizes=SIX, **condition):
    """Share of families in which something that is not there was found."""
    verdict, _ = decide_all(draw(random, repeats, m, **condition), sizes, spending)
    return float((verdict != 0).any(axis=1).mean())


def false_equivalence(random, repeats, m, spending="obrien_fleming", sizes=SIX, **condition):
    """The same where all variants lie on the margin: equivalent, within it, or the wrong side."""
    x = draw(random, repeats, m, **condition)
    margin = 0.6 * np.std(x[:, 1] - x[:, 0])
    x[:, 1:] += margin
    verdict, _ = decide_all(x, sizes, spending, margin)
    return float(((np.abs(verdict) >= 10) | (verdict < 0)).any(axis=1).mean())


def power_and_seeds(random, repeats, effect, spending="obrien_fleming", sizes=SIX, margin=None):
    """(share found, mean seeds) of one comparison; `effect`: in spreads of a difference."""
    x = draw(random, repeats, 1, correlation=0.0)
    x[:, 1] += effect * np.sqrt(2)
    verdict, seeds = decide_all(x, sizes, spending, margin)
    return float((verdict != 0).mean()), float(seeds.mean())


def saved_on_real(random, values, repeats, sizes=(4, 8, 12, 16, 20), spending="obrien_fleming"):
    """(found, found with all seeds at once, trials saved) on seeds of a real sweep
    [variants, seeds], drawn without replacement: shares of comparisons and of trials.
    """
    order = random.random((repeats, values.shape[1])).argsort(axis=1)[:, : sizes[-1]]
    x = np.moveaxis(values[:, order], 0, 1)
    verdict, seeds = decide_all(x, sizes, spending)
    fixed, _ = decide_all(x, sizes[-1:], spending)
    trials = seeds.sum(axis=1) + seeds.max(axis=1)  # the baseline stays as long as one is open
    planned = x.shape[1] * sizes[-1]
    return (
        float((verdict != 0).mean()),
        float((fixed != 0).mean()),
        float(1 - trials.mean() / planned),
    )


def _row(label, shares, form="{:.1f}"):
    return f"| {label} | " + " | ".join(form.format(each) for each in shares) + " |"


def main(repeats):
    random = np.random.default_rng(18)
    kinds = ("obrien_fleming", "pocock")
    head = "| | 1 comparison, O'Brien-Fleming | Pocock | 8 comparisons, O'Brien-Fleming | Pocock |"
    line = "|---|---:|---:|---:|---:|"
    for title, share in (
        ("Family-wise false verdicts (%), nothing differs", false_verdicts),
        ("Family-wise false verdicts (%), all on the margin", false_equivalence),
    ):
        print(f"\n{title}, looks at 4, 8, ..., 24 seeds\n\n{head}\n{line}")
        for label, condition in CONDITIONS.items():
            made = [
                100 * share(random, repeats, m, kind, **condition) for m in (1, 8) for kind in kinds
            ]
            print(_row(label, made), flush=True)
        made = [
            100 * share(random, repeats, m, kind, sizes=(3, 10, 17, 24))
            for m in (1, 8)
            for kind in kinds
        ]
        print(_row("normal, looks at 3, 10, 17, 24", made), flush=True)
    print("\nOne comparison: found (%) and mean seeds\n")
    print("| difference / spread of a difference | 24 at once | O'Brien-Fleming | Pocock |")
    print("|---:|---:|---:|---:|")
    for effect in (0.25, 0.5, 0.75, 1.0, 1.5):
        cells = []
        for sizes, kind in (((24,), kinds[0]), (SIX, kinds[0]), (SIX, kinds[1])):
            found, seeds = power_and_seeds(random, repeats, effect, kind, sizes)
            cells.append(f"{100 * found:.1f}, {seeds:.1f}")
        print(f"| {effect} | " + " | ".join(cells) + " |", flush=True)
    print("\nReal sweeps, at most 20 seeds in rounds of 4\n")
    print("| sweep | found (%) | 20 at once (%) | trials saved (%) |\n|---|---:|---:|---:|")
    for name, values in real_sweeps().items():
        made = [100 * each for each in saved_on_real(random, values, min(repeats, 2000))]
        print(_row(name, made), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
