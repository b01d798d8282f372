"""Every number knows its trials: a manifest beside the tables, and the way from a cell to its
trials.

tables/manifest.json: metric, alpha, headers, rows of cells as they are printed, and of each row the
trials (id -> digest of the content) that its numbers came from, its baseline's, its settings and
the configuration's variant; "tasks": the same for the methods over all tasks.
"""

import json
from pathlib import Path

from .axes import setting
from .cells import DIFFERENCE, IMPROVEMENT, Table, TableRow
from .load import ResultsError
from .macros import variant_names
from .summary import Summary


def manifest(dataset, summary: Summary, tables: dict) -> str:
    """JSON; equal results give equal bytes. Trials stand in the order of their seeds.

    `tables`: "variants", "tasks".
    """
    ids = dataset["trial_id"].values
    known = dataset["digest"].values if "digest" in dataset else [""] * len(ids)
    digests = dict(zip(ids, map(str, known)))
    variants = tables["variants"]
    text = {
        "sweep": summary.sweep,
        "metric": summary.metric.name,
        "alpha": summary.alpha,
        **_columns(variants),
        "rows": [_variant(summary, *row, digests) for row in _named(variants)],
    }
    if "tasks" in tables:
        text["tasks"] = {
            **_columns(tables["tasks"]),
            "rows": [_row(summary, *row, digests) for row in _named(tables["tasks"])],
        }
    return json.dumps(text, indent=1) + "\n"


def _columns(table: Table) -> dict:
    return {
        "columns": [column.name for column in table.columns],
        "headers": [column.header for column in table.columns],
    }


def _named(table: Table) -> list:
    """(name of macros.py, row)."""
    return list(zip(variant_names([row.settings for row in table.rows]), table.rows))


def _variant(summary: Summary, name: str, row: TableRow, digests: dict) -> dict:
    (source,) = row.sources
    return {
        "variant": source.variant,
        **_row(summary, name, row, digests),
        "diverged": list(map(int, source.diverged)),
        "failed": list(map(int, source.failed)),
        "missing": list(map(int, source.missing)),
        "unrecorded": list(map(int, source.unrecorded)),
    }


def _row(summary: Summary, name: str, row: TableRow, digests: dict) -> dict:
    compared = [each.comparison for each in row.sources if each.comparison]
    baselines = [summary.rows[comparison.second] for comparison in compared]
    return {
        "label": row.label,
        "name": name,
        "settings": {axis: setting(value) for axis, value in row.settings.items()},
        "cells": [cell.text for cell in row.cells],
        "trials": {each: digests[each] for source in row.sources for each in source.trials},
        "baseline_trials": {each: digests[each] for other in baselines for each in other.trials},
    }


def trace(table: Path, row: str, column: str) -> str:
    """Where a cell comes from.

    `row`: the variant's settings as in macros.tex, its label, or its number from 1; `column`: its
    name as in macros.tex, its header, or its number from 1.
    """
    file = table.parent / "manifest.json"
    if not file.exists():
        raise ResultsError(
            f"{file} does not exist; make it with: python3 -m analysis report {table.parent.parent}"
        )
    whole = json.loads(file.read_text(encoding="utf-8"))
    known = {**whole, **whole["tasks"]} if table.stem == "tasks" and "tasks" in whole else whole
    lines = known["rows"]
    names = ([each["label"] for each in lines], [each["name"] for each in lines])
    line = lines[_position(row, *names, "row")]
    place = _position(column, known["headers"], known["columns"], "column")
    swept = ", ".join(f"{axis} = {value}" for axis, value in line["settings"].items())
    said = [
        f"{known['headers'][place]} of {line['label']}: {line['cells'][place] or '(empty)'}",
        f"metric {known['metric']}, sweep {known['sweep']}",
        f"settings {swept or 'none swept'}",
    ]
    compared = line["baseline_trials"] if _is_compared(known["headers"], place) else {}
    for what, trials in (("trial", line["trials"]), ("baseline", compared)):
        said += [
            f"{what} {each}  trials/{each}.h5" + (f"  digest {digest}" if digest else "")
            for each, digest in trials.items()
        ]
    return "\n".join(said)


def _is_compared(headers: list, place: int) -> bool:
    """Whether a column's numbers need the baseline: those from the difference, or the
    P(improvement), on.
    """
    words = [header.partition(" (")[0] for header in headers]  # without the unit
    return any(word in (DIFFERENCE, IMPROVEMENT) for word in words[: place + 1])


def _position(word: str, names: list, short: list, what: str) -> int:
    """From 0. Names come before numbers: a variant may be called 2."""
    for known in (short, names):
        if known.count(word) == 1:
            return known.index(word)
    if word.isdigit() and 1 <= int(word) <= len(names):
        return int(word) - 1
    raise ResultsError(
        f"the table has no {what} '{word}'; give a number from 1 to {len(names)} "
        f"or one of: {'; '.join(dict.fromkeys(names))}"
    )


def stale(folder: Path, contents: dict) -> list:
    """Sentences on what below folder/tables is not what the results say now.

    `contents`: file name -> text.
    """
    said = []
    for name, text in contents.items():
        file = folder / name
        if not file.exists():
            said.append(f"{file} is missing")
            continue
        written = file.read_text(encoding="utf-8")
        if written != text:
            pairs = zip(written.splitlines() + [""], text.splitlines() + [""])
            line, (was, now) = next(
                ((i, pair) for i, pair in enumerate(pairs, 1) if pair[0] != pair[1]), (1, ("", ""))
            )
            said.append(
                f"{file}:{line} is stale: it says '{was.strip()}', the results say '{now.strip()}'"
            )
    return said
