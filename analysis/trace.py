"""The way from a cell of an exported table to its trials, by the words that a reader sees: of
variants, comparisons, tasks and claims in LaTeX, Markdown and CSV, and of trials.csv, curves.csv
and examples.csv.
"""

import csv
import json
from pathlib import Path

from .cells import DIFFERENCE, IMPROVEMENT
from .load import ResultsError

PER_TRIAL = ("trials", "curves")  # files with a row per trial, or per evaluation of one
PER_VARIANT = ("examples", "ensembles")  # files with a row, or several, per variant
# columns of CSV files from which on numbers need what a variant is compared with
COMPARED = ("difference", "improvement", "rate_p")


def trace(table: Path, row: str, column: str) -> str:
    """Where a cell comes from.

    `row`: the variant's settings as in macros.tex, its label, what its first cells say, the id of a
    trial, or its number from 1; `column`: its name as in macros.tex, its header, or its number from
    1.
    """
    known = _known(table)
    name = table.name.partition(".")[0]
    if table.suffix == ".csv":
        return _of_records(table, name, known, row, column)
    part = _part(table, known, name)
    line = part["rows"][_row(part, row)]
    headers = [part["headers"], part["titles"], part["columns"]]
    place = _position(column, headers, "column")
    cell = line["cells"][place]
    compared = _is_compared(part["headers"], place)
    return _said(known, line, part["headers"][place], cell, compared)


def _known(table: Path) -> dict:
    file = table.parent / "manifest.json"
    if not file.exists():
        raise ResultsError(
            f"{file} does not exist; make it with: python3 -m analysis report {table.parent.parent}"
        )
    known = json.loads(file.read_text(encoding="utf-8"))
    if "tables" not in known:
        raise ResultsError(
            f"{file} is of an older program; make it anew with: python3 -m analysis report"
            f" {table.parent.parent}"
        )
    return known


def _part(table: Path, known: dict, name: str) -> dict:
    if name not in known["tables"]:
        raise ResultsError(
            f"{table} is no table of manifest.json beside it; choose one of:"
            f" {', '.join(known['tables'])}"
        )
    return known["tables"][name]


def _of_records(table: Path, name: str, known: dict, row: str, column: str) -> str:
    """Of a CSV file, whose cells are unrounded."""
    with table.open(encoding="utf-8", newline="") as opened:
        header, *lines = csv.reader(opened)
    place = _position(column, [header], "column")
    if name in PER_TRIAL:
        ids = [line[header.index("trial_id")] for line in lines]
        at = ids.index(row) if row in ids else _position(row, [list(map(str, ids))], "row")
        said = [f"{header[place]} of trial {ids[at]}: {lines[at][place] or '(empty)'}"]
        return "\n".join([*said, f"trial {ids[at]}  trials/{ids[at]}.h5"])
    part = _part(table, known, "variants" if name in PER_VARIANT else name)
    rows = part["rows"]
    if name in PER_VARIANT:
        labels = [line[header.index("label")] for line in lines]
        rows = [next(each for each in rows if each["label"] == label) for label in labels]
    at = _row({**part, "rows": rows}, row)
    first = next((i for i, each in enumerate(header) if each in COMPARED), len(header))
    return _said(known, rows[at], header[place], lines[at][place], place >= first)


def _said(known: dict, line: dict, header: str, cell: str, compared: bool) -> str:
    swept = ", ".join(f"{axis} = {value}" for axis, value in line["settings"].items())
    said = [
        f"{header} of {line['label']}: {cell or '(empty)'}",
        f"metric {known['metric']}, sweep {known['sweep']}",
        f"settings {swept or 'none swept'}",
    ]
    others = line["baseline_trials"] if compared else {}
    for what, trials in (("trial", line["trials"]), ("baseline", others)):
        said += [
            f"{what} {each}  trials/{each}.h5" + (f"  digest {digest}" if digest else "")
            for each, digest in trials.items()
        ]
    return "\n".join(said)


def _row(part: dict, row: str) -> int:
    rows = part["rows"]
    swept = [", ".join(each["cells"][: part["swept"]]) for each in rows]
    names = [[each["name"] for each in rows], [each["label"] for each in rows], swept]
    return _position(row, names, "row")


def _is_compared(headers: list, place: int) -> bool:
    """Whether a column's numbers need what a variant is compared with: those from the difference,
    or the P(improvement), on.
    """
    words = [header.partition(" (")[0] for header in headers]  # without the unit
    return any(word in (DIFFERENCE, IMPROVEMENT) for word in words[: place + 1])


def _position(word: str, names: list, what: str) -> int:
    """From 0, in the first of the lists of names in which the word is once. Names come before
    numbers: a variant may be called 2.
    """
    for known in names:
        if known.count(word) == 1:
            return known.index(word)
    if word.isdigit() and 1 <= int(word) <= len(names[0]):
        return int(word) - 1
    raise ResultsError(
        f"the table has no {what} '{word}'; give a number from 1 to {len(names[0])} "
        f"or one of: {'; '.join(dict.fromkeys(names[min(1, len(names) - 1)]))}"
    )
