"""The table of claims: what each expects, what the sweep shows, what was published, the verdict."""

from . import undefined
from .axes import setting, short_path
from .cells import EMPTY, Align, Column, Table, TableRow, Text
from .claims import ALONG, Judged
from .metrics import metric as metric_of
from .notes import About, Note, reading
from .number_text import decimals_of, number_text, range_text
from .set_up import phrase

LATE = "*"
COLUMNS = [
    Column("claim", "claim", Align.LEFT),
    Column("expects", "expects", Align.LEFT),
    Column("ours", "ours", Align.LEFT),
    Column("published", "published", Align.LEFT),
    Column("verdict", "verdict", Align.LEFT),
]


def claim_table(dataset, judged: list) -> Table | None:
    """None without claims."""
    if not judged:
        return None
    rows = [_row(dataset, each) for each in judged]
    return Table(COLUMNS, rows, _notes(judged, float(dataset.attrs["analysis"].get("alpha", 0.05))))


def _row(dataset, judged: Judged) -> TableRow:
    claim = judged.claim
    mark = LATE if judged.late else ""
    cells = [
        Text(claim["name"] + mark),
        Text(expectation(dataset, claim["expect"])),
        Text(_ours(dataset, judged)),
        Text(_published(dataset, claim)) if "published" in claim else EMPTY,
        Text(judged.verdict),
    ]
    return TableRow(cells, claim["name"], verdict=judged.verdict)


def expectation(dataset, expect: dict) -> str:
    """What a claim expects, in words."""
    shown = metric_of(dataset, expect["metric"])
    label = labels(dataset)
    of, against, both = _sides(expect, label)
    what = shown.title
    if "minus" in expect:
        what += f" less {metric_of(dataset, expect['minus']).title.lower()}"
    when = next((f" at {key} {expect[key]:g}" for key in ("epoch", "step") if key in expect), "")

    def number(value: float) -> str:
        return f"{value * shown.scale:.4g}{' ' + shown.unit if shown.unit else ''}"

    if "value" in expect:
        said = f"{of} is {number(expect['value'])} \u00b1 {number(expect['tolerance'])}"
    elif "is" in expect:
        said = f"{of} {expect['is']} than {against}"
        if expect["is"] == "equal":
            said = f"{of} equal to {against} within {number(expect['margin'])}"
    elif "ratio_at_least" in expect:
        said = f"{of} at least {expect['ratio_at_least']:g} times {against}"
    elif "order" in expect:
        known = [label.get(each) for each in expect.get("order_variants", [])]
        said = " < ".join(known or [phrase(each) for each in expect["order"]])
    else:
        said = _along(expect)
    return f"{what}{when}: {said}{both}"


def _sides(expect: dict, label: dict) -> tuple[str, str, str]:
    """The two variants of a claim by the settings in which they differ, and what they share; by
    their labels where the claim names them so.
    """
    of, against = expect.get("of"), expect.get("against")
    if isinstance(of, dict) and isinstance(against, dict):
        shared = {key: value for key, value in of.items() if against.get(key) == value}
        own = [{k: v for k, v in side.items() if k not in shared} for side in (of, against)]
        if shared and all(own):
            return _settings(own[0]), _settings(own[1]), f"; both {_settings(shared)}"
    return _named(expect, "of", label), _named(expect, "against", label), ""


def _settings(settings: dict) -> str:
    return ", ".join(f"{short_path(key)} {phrase(value)}" for key, value in settings.items())


def _named(expect: dict, key: str, label: dict) -> str:
    """The label of a variant; what was written, while variants are not known yet."""
    return label.get(expect.get(f"{key}_variant")) or phrase(expect.get(key, ""))


def _along(expect: dict) -> str:
    kind = next(key for key in ALONG if key in expect)
    word, axis = kind.partition("_")[0], expect[kind]
    if "within" not in expect:
        return f"{word} along {axis}"
    return f"{word} along {axis} within [{expect['within'][0]:g}, {expect['within'][1]:g}]"


def labels(dataset) -> dict:
    """Number of a variant -> its label."""
    return dict(zip(dataset["variant"].values.tolist(), dataset["label"].values.tolist()))


def _ours(dataset, judged: Judged) -> str:
    if judged.why:
        return judged.why
    return "; ".join(filter(None, [_estimate(dataset, judged), judged.undefined.words]))


def _estimate(dataset, judged: Judged) -> str:
    found, expect = judged.quantity, judged.claim["expect"]
    if judged.places:
        return f"{setting(found.mean)}; may be {', '.join(map(setting, judged.places))}"
    shown = metric_of(dataset, expect["metric"])
    scale = 1 if "ratio_at_least" in expect else shown.scale
    digits = decimals_of([scale * found.half_width])
    signed = not ("value" in expect or "ratio_at_least" in expect)
    mean = number_text(scale * found.mean, digits, signed)
    ends = range_text(scale * found.low, scale * found.high, digits, signed)
    unit = shown.difference_unit if signed else "" if "ratio_at_least" in expect else shown.unit
    return f"{mean} {ends} {unit}".rstrip()


def _published(dataset, claim: dict) -> str:
    scale = metric_of(dataset, claim["expect"]["metric"]).scale
    if "ratio_at_least" in claim["expect"]:
        scale = 1
    said = []
    for name, value in claim["published"].items():
        number, error = value, None
        if isinstance(value, dict):
            number, error = value["value"], value.get("plus_minus")
        spread = "" if error is None else f" \u00b1 {error * scale:.4g}"
        said.append(f"{name} {number * scale:.4g}{spread}")
    return ", ".join(said)


def _notes(judged: list, alpha: float) -> list:
    several = len(judged) > 1
    covered = f"all {len(judged)} claims together" if several else "the claim"
    notes = [
        reading(
            f"Intervals hold for {covered} with {100 * (1 - alpha):g} %; "
            "undecided: the interval lies neither in the claim's region nor outside."
        )
    ]
    if any(each.late for each in judged):
        said = f"{LATE} Added after results of the sweep were there."
        notes.append(Note(About.DEVIATION, said))
    if any(each.undefined.count for each in judged):
        notes.append(reading(undefined.OF_CLAIMS))
    for each in judged:
        source = each.claim.get("source", "")
        says = each.claim["says"].rstrip(".")
        notes.append(reading(f"{each.claim['name']}: {says}.{' ' + source if source else ''}"))
    return notes


def claim_records(dataset, judged: list) -> list:
    """A dict per claim, for CSV: unrounded, in the metric's own units."""
    return [
        {
            "name": each.claim["name"],
            "says": each.claim["says"],
            "source": each.claim.get("source", ""),
            "expects": expectation(dataset, each.claim["expect"]),
            "estimate": each.quantity.mean,
            "low": each.quantity.low,
            "high": each.quantity.high,
            "level": each.level,
            "n": each.quantity.n,
            "places": " ".join(f"{place:g}" for place in each.places),
            "verdict": each.verdict,
            "why": each.why,
            "undefined": each.undefined.count,
            "trials": each.undefined.trials,
            "added_after_results": each.late,
        }
        for each in judged
    ]
