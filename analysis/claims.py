"""The claims of a plan, judged: each holds, fails or is undecided.

    level      alpha / (claims x quantities of the claim), so that all intervals of the list hold
               at once with 1 - alpha (Bonferroni)
    holds      the interval of its quantity lies in the claim's region; fails: in the complement;
               undecided: neither. A comparison of bare means decides nothing.
    values     mean of a variant; differences and ratios over common seeds (independent groups
               where the plan says so or certificates forbid pairs)
    ratio      Fieller's interval (1954) of a / b, all r with |a - r b| <= t s(a - r b):
               a, b means, A, B, C variances and covariance of the means,
               (b^2 - t^2 B) r^2 - 2 (a b - t^2 C) r + a^2 - t^2 A <= 0;
               of a b that may be 0 it is no interval, and the claim is undecided
    order,     differences of neighbours, each with an interval; all in the region: holds; one in
    monotone   the complement: fails
    place of   the set of points that are not shown to be higher than another, each against all
    a minimum  others one-sided at level / (points - 1): it has the true place with 1 - level;
               within the claim's range: holds; outside: fails
    undefined  trials that are done but have no number, as the inequality of units without any
               importance, count nowhere: the claim is judged over the others, over pairs of which
               both have one, and is undecided where these allow no interval

Values are in the metric's own units.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import stdtrit

from .load import final_frame, pairing_refusal
from .probes import probe_metrics
from .statistics import Interval, mean_interval, paired_difference, welch_difference
from .undefined import Undefined, undefined_among

ALONG = ("lowest_along", "highest_along", "rises_along", "falls_along")
NOTHING = Interval(0, np.nan, np.nan, np.nan, np.nan)


@dataclass
class Judged:
    claim: dict  # as frozen in the plan
    verdict: str  # holds, fails, undecided
    quantity: Interval  # what decided, or is the least certain; NaN ends: none
    level: float  # 1 - coverage of its interval
    places: list = field(default_factory=list)  # of a minimum: values that it may have
    why: str = ""  # an undecided one could not be judged
    undefined: Undefined = Undefined()

    @property
    def late(self) -> bool:
        """Whether it was added after results were there."""
        return bool(self.claim.get("added_after_results"))


def judge_claims(dataset) -> list:
    """A Judged for every claim of the plan of a dataset of load()."""
    plan = dataset.attrs["analysis"]
    claims = plan.get("claims", [])
    paired = plan.get("pairing") == "seed" and not pairing_refusal(final_frame(dataset))
    level = float(plan.get("alpha", 0.05)) / max(1, len(claims))
    made = []
    for claim in claims:
        try:
            if not any(key.endswith(("_variant", "_variants")) for key in claim["expect"]):
                raise LookupError("the chosen settings are not known yet")
            numbers = _numbers(dataset, claim["expect"])
            judged = judge_claim(claim, _by_variant(dataset, numbers), level, paired)
            made.append(_with(judged, _undefined(dataset, numbers, claim["expect"])))
        except LookupError as absent:
            made.append(Judged(claim, "undecided", NOTHING, level, why=str(absent.args[0])))
    return made


def _with(judged: Judged, undefined: Undefined) -> Judged:
    """A claim without an interval says first what is undefined."""
    why = judged.why
    if why and undefined.count:
        none = undefined.count == undefined.trials
        why = undefined.words if none else f"{undefined.words}, which leaves {why}"
    return replace(judged, why=why, undefined=undefined)


def _undefined(dataset, numbers: np.ndarray, expect: dict) -> Undefined:
    """`numbers` [trial]"""
    mine = [expect[key] for key in ("of_variant", "against_variant") if key in expect]
    mine += expect.get("order_variants", [])
    mine += [variant for _, variant in expect.get("along_variants", [])]
    return undefined_among(numbers[np.isin(dataset["variant"].values, mine) & _is_done(dataset)])


def judge_claim(claim: dict, values: dict, level: float, paired: bool = True) -> Judged:
    """`values`: number of a variant -> [seeds], NaN where a trial has none. `level`: of all
    intervals of this claim together.
    """
    expect = claim["expect"]

    def mean(variant, level):
        return mean_interval(values[variant], level)

    def difference(first, second, level):
        compare = paired_difference if paired else welch_difference
        return compare(values[first], values[second], level)

    if "value" in expect:
        made = mean(expect["of_variant"], level)
        low, high = (expect["value"] + sign * expect["tolerance"] for sign in (-1, 1))
        return _of_parts(claim, level, [made], low, high)
    if "is" in expect:
        made = difference(expect["of_variant"], expect["against_variant"], level)
        margin = expect.get("margin")
        region = {
            "higher": (0, np.inf),
            "lower": (-np.inf, 0),
            "equal": (-(margin or 0), margin or 0),
        }
        return _of_parts(claim, level, [made], *region[expect["is"]])
    if "ratio_at_least" in expect:
        of, against = values[expect["of_variant"]], values[expect["against_variant"]]
        made = ratio_interval(of, against, level, paired)
        return _of_parts(claim, level, [made], expect["ratio_at_least"], np.inf)
    if "order" in expect:
        steps = list(zip(expect["order_variants"][1:], expect["order_variants"]))
    else:
        variants = [variant for _, variant in expect["along_variants"]]
        if "lowest_along" in expect or "highest_along" in expect:
            return _place(claim, values, level, difference)
        steps = list(zip(variants[1:], variants))
    each = level / len(steps)
    made = [difference(first, second, each) for first, second in steps]
    falls = "falls_along" in expect
    return _of_parts(claim, each, made, -np.inf if falls else 0, 0 if falls else np.inf)


def _of_parts(claim, level: float, parts: list, low: float, high: float) -> Judged:
    """All parts must lie in [low, high]."""
    inside = [low <= part.low and part.high <= high for part in parts]
    outside = [part.high < low or part.low > high for part in parts]
    if any(outside):
        return Judged(claim, "fails", parts[outside.index(True)], level)
    if all(inside):
        tightest = min(parts, key=lambda part: min(part.low - low, high - part.high))
        return Judged(claim, "holds", tightest, level)
    undecided = parts[inside.index(False)]
    return Judged(claim, "undecided", undecided, level, why=_why(undecided))


def _why(part: Interval) -> str:
    if np.isfinite(part.low):
        return ""
    if part.n < 2:
        return "fewer than two seeds"
    return "seeds without spread" if np.isnan(part.low) else "no interval"


def _place(claim, values: dict, level: float, difference) -> Judged:
    """Of the minimum or maximum along an axis."""
    expect = claim["expect"]
    along = expect["along_variants"]
    sign = -1 if "highest_along" in expect else 1
    # a two-sided interval at twice the level has one end at the level
    each = 2 * level / (len(along) - 1)
    places = []
    for value, variant in along:
        others = [other for _, other in along if other != variant]
        made = [difference(variant, other, each) for other in others]
        untested = next((one for one in made if np.isnan(one.low)), None)
        if untested is not None:
            return Judged(claim, "undecided", NOTHING, level, why=_why(untested))
        higher = [one.low > 0 if sign > 0 else one.high < 0 for one in made]
        if not any(higher):
            places.append(value)
    low, high = expect["within"]
    inside = [low <= place <= high for place in places]
    verdict = "holds" if all(inside) else "undecided" if any(inside) else "fails"
    best = int(np.argmin([sign * np.nanmean(values[variant]) for _, variant in along]))
    where = NOTHING._replace(mean=along[best][0], low=min(places), high=max(places))
    return Judged(claim, verdict, where, level, places)


def ratio_interval(a, b, level: float, paired: bool = True) -> Interval:
    """Fieller's interval of mean(a) / mean(b); of values by seed, [seeds] each. Infinite ends: the
    mean of b may be 0.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if paired:
        both = np.isfinite(a) & np.isfinite(b)
        a, b = a[both], b[both]
    else:
        a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    n = min(len(a), len(b))
    if n < 2:
        return NOTHING._replace(n=n)
    of_a, of_b = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    common = np.cov(a, b)[0, 1] / n if paired else 0.0
    freedom = n - 1
    if not paired:  # Satterthwaite's, of a - r b at the ratio that was measured
        parts = [of_a, (a.mean() / b.mean()) ** 2 * of_b]
        freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))
    square = stdtrit(freedom, 1 - level / 2) ** 2
    of_square = b.mean() ** 2 - square * of_b
    half = a.mean() * b.mean() - square * common
    rest = a.mean() ** 2 - square * of_a
    if of_square <= 0:
        return Interval(n, a.mean() / b.mean(), -np.inf, np.inf, np.nan, np.nan, freedom)
    root = np.sqrt(max(0.0, half**2 - of_square * rest))
    ends = (half - root) / of_square, (half + root) / of_square
    return Interval(n, a.mean() / b.mean(), *ends, np.nan, np.nan, freedom)


def values_of_claim(dataset, expect: dict) -> dict:
    """Number of a variant -> [seeds] of the metric (less that of `minus`), NaN without a value.

    LookupError, in a sentence, if the results have no such metric, or no such epoch or step.
    """
    return _by_variant(dataset, _numbers(dataset, expect))


def _is_done(dataset) -> np.ndarray:
    return dataset["status"].values == "done"


def _numbers(dataset, expect: dict) -> np.ndarray:
    """[trial], NaN of those that are not done."""
    value = _values(dataset, expect["metric"], expect)
    if "minus" in expect:
        value = value - _values(dataset, expect["minus"], expect)
    return np.where(_is_done(dataset), value, np.nan)


def _by_variant(dataset, numbers: np.ndarray) -> dict:
    seeds = {seed: i for i, seed in enumerate(sorted(set(dataset["seed"].values.tolist())))}
    variants = dataset["variant"].values
    made = {int(variant): np.full(len(seeds), np.nan) for variant in set(variants.tolist())}
    for variant, seed, each in zip(variants, dataset["seed"].values, numbers):
        made[int(variant)][seeds[int(seed)]] = each
    return made


def _values(dataset, name: str, expect: dict) -> np.ndarray:
    """Of a metric at the end, or at the epoch or step of a claim, [trial]."""
    when = next((key for key in ("epoch", "step") if key in expect), None)
    if when is None:
        values = probe_metrics(dataset).get(name)
        if values is None and name in dataset and dataset[name].dims == ("trial",):
            values = dataset[name].values.astype(float)
        if values is None:
            raise LookupError(f"the results have no {name}")
        return values
    if f"curves.{name}" not in dataset:
        raise LookupError(f"the results have no {name} over training")
    time, wanted = dataset[when].values, float(expect[when])
    if when == "step":
        time = np.where(dataset["step"].values < 0, np.nan, time)
    here = np.isclose(time, wanted, rtol=1e-6, atol=0)
    if not here.any():
        known = np.unique(time[np.isfinite(time)])
        near = known[np.argsort(np.abs(known - wanted))[:2]] if len(known) else []
        said = " and ".join(f"{each:g}" for each in sorted(near))
        raise LookupError(f"no evaluation at {when} {wanted:g}; the nearest are at {said}")
    curve = dataset[f"curves.{name}"].values
    return np.where(here.any(axis=1), curve[np.arange(len(curve)), here.argmax(axis=1)], np.nan)
