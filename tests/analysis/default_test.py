"""Which test decides by default: false verdicts and power of candidates, on drawn and on real
seeds.

    python3 tests/analysis/default_test.py [REPEATS]     prints the tables of
                                                         results/reference/default-test/README.md

Candidates, each for a family of m comparisons with variant 0, values [repeats, variants, seeds]:

    welch      independent groups, standard error and degrees of freedom of Satterthwaite
    paired     the n differences within seeds
    blocks     y_vs = mean_v + block_s + e_vs with a variance per variant: with V_ij the variance of
               y_i - y_j, S_i = sum_j V_ij, T = sum_i<j V_ij and k variants,
               s_i^2 = (S_i - T / (k - 1)) / (k - 2)  (Grubbs 1948), V_0v = s_0^2 + s_v^2, degrees
               of freedom of Satterthwaite; of fewer than four variants it is `paired`
    guarded    blocks, but never with less variance than `paired` has

    Holm       step-down, p_(j) <= alpha / (m - j)
    Dunnett    |t| above the quantile of the largest of m correlated t (1/2, one common variance
               estimate); `step-down`: of those that are left
"""

import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, stdtr

ALPHA = 0.05
FREEDOMS = np.array([1, 2, 3, 4, 6, 8, 12, 20, 40, 80, 160])
REAL = Path(__file__).resolve().parents[2] / "results/reference/default-test"


def welch(x):
    n = np.isfinite(x).sum(axis=-1)
    part = np.nanvar(x, axis=-1, ddof=1) / n
    squared = part[..., 1:] + part[..., :1]
    freedom = part[..., 1:] ** 2 / (n[..., 1:] - 1) + part[..., :1] ** 2 / (n[..., :1] - 1)
    mean = np.nanmean(x, axis=-1)
    return mean[..., 1:] - mean[..., :1], np.sqrt(squared), squared**2 / freedom


def paired(x):
    difference = x[..., 1:, :] - x[..., :1, :]
    n = np.isfinite(difference).sum(axis=-1)
    error = np.nanstd(difference, axis=-1, ddof=1) / np.sqrt(n)
    return np.nanmean(difference, axis=-1), error, n - 1


def blocks(x, guarded=False):
    k = x.shape[-2]
    mean, error, freedom = paired(x)
    if k < 4:
        return mean, error, freedom
    own = error**2 * (freedom + 1)  # V_0v
    v = np.stack([np.nanvar(x - x[..., i : i + 1, :], axis=-1, ddof=1) for i in range(k)], axis=-1)
    s = v.sum(axis=-1)
    single = (s - s.sum(axis=-1, keepdims=True) / 2 / (k - 1)) / (k - 2)
    made = single[..., 1:] + single[..., :1]
    made = np.maximum(made, own) if guarded else np.where(made > 0, made, own)
    single = np.maximum(single, 0)
    whole = single[..., 1:] + single[..., :1]
    spread = np.einsum("vij,...i,...j->...v", _weights(k), single, single)
    more = np.divide(whole**2, spread, out=np.ones_like(whole), where=spread > 0)
    return mean, np.sqrt(made / (freedom + 1)), freedom * np.clip(more, 1, k - 1)


@lru_cache
def _weights(k):
    """Squares of the matrices A_v [k, k] with s_0^2 + s_v^2 = trace(A_v covariance)."""
    made = np.zeros((k - 1, k, k))
    for v in range(1, k):
        mine = np.isin(np.arange(k), (0, v))
        made[v - 1] = -(mine[:, None] + mine - 2 / (k - 1)) / (k - 2)
        np.fill_diagonal(made[v - 1], 0)
        np.fill_diagonal(made[v - 1], -made[v - 1].sum(axis=1))
    return made**2


@lru_cache
def dunnett_quantile(m, freedom, alpha=ALPHA):
    """c with P(all |T_i| <= c) = 1 - alpha, T of multivariate t with correlations 1/2."""
    z = np.arange(-8, 8.01, 0.1)
    s = np.exp(np.linspace(-9, 5, 561) / np.sqrt(2 * freedom))
    of_s = freedom * np.log(s) - freedom * s**2 / 2
    of_s = np.exp(of_s - of_s.max())
    of_z = np.exp(-(z**2) / 2)

    def miss(c):
        inside = ndtr(np.sqrt(2) * c * s[:, None] + z) - ndtr(-np.sqrt(2) * c * s[:, None] + z)
        return 1 - alpha - of_s @ inside**m @ of_z / of_s.sum() / of_z.sum()

    return brentq(miss, 1, 100)


def _quantiles(m, freedom):
    table = [dunnett_quantile(m, each) for each in FREEDOMS]
    return np.interp(-1 / np.asarray(freedom, dtype=float), -1 / FREEDOMS, table)


def holm(made):
    """Rejected, [..., m]; what has no standard error is not."""
    mean, error, freedom = made
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(error > 0, 2 * stdtr(freedom, -np.abs(mean) / error), 1)
    rank = p.argsort(axis=-1).argsort(axis=-1)
    m = p.shape[-1]
    passed = np.ones(p.shape[:-1], dtype=bool)
    rejected = np.zeros(p.shape, dtype=bool)
    for step in range(m):
        here = rank == step
        passed &= (np.where(here, p, 0).sum(axis=-1)) <= ALPHA / (m - step)
        rejected |= here & passed[..., None]
    return rejected


def dunnett(made, step_down=False):
    """Rejected, [..., m]."""
    mean, error, freedom = made
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(error > 0, np.abs(mean) / error, 0)
    m = t.shape[-1]
    freedom = np.broadcast_to(freedom, t.shape)
    if not step_down:
        return t > _quantiles(m, freedom)
    rank = (-t).argsort(axis=-1).argsort(axis=-1)
    passed = np.ones(t.shape[:-1], dtype=bool)
    rejected = np.zeros(t.shape, dtype=bool)
    for step in range(m):
        here = rank == step
        passed &= (here & (t > _quantiles(m - step, freedom))).any(axis=-1)
        rejected |= here & passed[..., None]
    return rejected


CANDIDATES = {
    "Welch, Holm": lambda x: holm(welch(x)),
    "paired, Holm": lambda x: holm(paired(x)),
    "paired, Dunnett": lambda x: dunnett(paired(x)),
    "blocks, Holm": lambda x: holm(blocks(x)),
    "blocks, Dunnett": lambda x: dunnett(blocks(x)),
    "blocks, step-down": lambda x: dunnett(blocks(x), step_down=True),
    "guarded, Holm": lambda x: holm(blocks(x, guarded=True)),
}
SHAPES = {
    "normal": lambda random, shape: random.standard_normal(shape),
    "t, 3 df": lambda random, shape: random.standard_t(3, shape),
    "skewed": lambda random, shape: np.exp(0.8 * random.standard_normal(shape)),
}


def draw(random, repeats, k, n, shape="normal", correlation=0.0, spread=1.0, unequal=False):
    """[repeats, k, n] without differences. A negative correlation is that of the baseline with the
    others; `spread`: of each variant; `unequal`: variant 1 lacks a third of its seeds.
    """
    one, own = SHAPES[shape](random, (repeats, 1, n)), SHAPES[shape](random, (repeats, k, n))
    share = abs(correlation)
    sign = np.where((np.arange(k) == 0) & (correlation < 0), -1.0, 1.0)[:, None]
    x = (np.sqrt(share) * sign * one + np.sqrt(1 - share) * own) * np.reshape(spread, (-1, 1))
    if unequal:
        x[:, 1, n - n // 3 :] = np.nan
    return x


def conditions(k):
    """Label -> options of draw()."""
    wide = np.ones(k)
    wide[-1] = 3
    first, every_other = wide[::-1], np.where(np.arange(k) % 2, 3.0, 1.0)
    made = {f"{shape}": {"shape": shape} for shape in SHAPES}
    made |= {f"correlation {each:g}": {"correlation": each} for each in (-0.5, 0.5, 0.9)}
    for label, spread in (("last", wide), ("baseline", first), ("every other", every_other)):
        made[f"3 x spread: {label}"] = {"spread": spread}
        made[f"3 x spread: {label}, correlation 0.9"] = {"spread": spread, "correlation": 0.9}
    return made | {
        "unequal n": {"unequal": True},
        "unequal n, correlation 0.9": {"unequal": True, "correlation": 0.9},
    }


def false_verdicts(random, repeats, k, n, names=tuple(CANDIDATES), **options):
    """Share of families with any rejection, per candidate."""
    x = draw(random, repeats, k, n, **options)
    return [float(CANDIDATES[name](x).any(axis=-1).mean()) for name in names]


def real_sweeps():
    """Name -> values [variants, seeds] of a real sweep, variant 0 its baseline."""
    return {
        file.stem: np.loadtxt(file, delimiter=",", skiprows=1)[:, 1:].T
        for file in sorted(REAL.glob("*.csv"))
    }


def on_real(random, values, n, repeats, names=tuple(CANDIDATES)):
    """(false, found) per candidate: share of families with a rejection when all means are made
    equal; share of the comparisons found as they are. Seeds are drawn without replacement, and what
    a seed has beyond the means with a random sign, so that the few seeds count as a population.
    """
    chosen = random.random((repeats, values.shape[1])).argsort(axis=1)[:, :n]
    means = values.mean(axis=1, keepdims=True)
    centred = np.moveaxis((values - means)[:, chosen], 0, 1)
    centred = centred * random.choice([-1.0, 1.0], (repeats, 1, n))
    x = means + centred
    return [
        (float(CANDIDATES[name](centred).any(axis=-1).mean()), float(CANDIDATES[name](x).mean()))
        for name in names
    ]


def _line(label, shares):
    return f"| {label} | " + " | ".join(f"{100 * each:.1f}" for each in shares) + " |"


def main(repeats):
    """Prints the tables, those of real seeds first."""
    random = np.random.default_rng(18)
    head = "| | " + " | ".join(CANDIDATES) + " |\n|---" + "|---:" * len(CANDIDATES) + "|"
    for name, values in real_sweeps().items():
        within = np.corrcoef(values)[0, 1:]
        print(f"\n{name}: correlation within seeds {within.min():.2f} to {within.max():.2f}")
        print(f"\n{head}")
        for n in (3, 5, 10, 20):
            made = on_real(random, values, n, repeats)
            print(_line(f"false, {n} seeds", [each[0] for each in made]))
            print(_line(f"found, {n} seeds", [each[1] for each in made]), flush=True)
    for k in (2, 9):
        for n in (3, 5, 10, 20):
            print(f"\nFamily-wise false verdicts (%), {k - 1} comparisons, {n} seeds\n\n{head}")
            for label, options in conditions(k).items():
                print(_line(label, false_verdicts(random, repeats, k, n, **options)), flush=True)


if __name__ == "__main__":
    np.seterr(invalid="ignore", divide="ignore")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
