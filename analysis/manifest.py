"""Every number knows its trials: a manifest beside the tables, macros for running text, and the way back from a cell.

tables/manifest.json: metric, alpha, headers, rows of cells as they are printed, and of each row the trials (id -> digest of the content) that its numbers
came from, its baseline's, its settings and the configuration's variant. tables/macros.tex: \\rs{variant.column}, with the same texts.
"""

import json
from pathlib import Path

from . import tables, tasks
from .load import ResultsError
from .naming import setting
from .summary import Summary


def manifest(dataset, summary: Summary) -> str:
    """JSON; equal results give equal bytes. Trials stand in the order of their seeds."""
    made = tables.table(summary)
    ids = dataset["trial_id"].values
    digests = (
        dict(zip(ids, map(str, dataset["digest"].values)))
        if "digest" in dataset
        else dict.fromkeys(ids, "")
    )
    rows = []
    for row, cells in zip(summary.rows, made.cells):
        against = summary.rows[row.comparison.second] if row.comparison else None
        rows.append({
            "variant": row.variant, "label": row.label, "settings": {axis: setting(value) for axis, value in row.settings.items()}, "cells": cells,
            "trials": {each: digests[each] for each in row.trials}, "baseline_trials": {each: digests[each] for each in against.trials} if against else {},
            "diverged": list(map(int, row.diverged)), "missing": list(map(int, row.missing)),
        })  # fmt: skip
    text = {
        "sweep": summary.sweep,
        "metric": summary.metric.name,
        "alpha": summary.alpha,
        "headers": made.headers,
        "rows": rows,
    }
    if over := tasks.table(summary):
        text["tasks"] = {
            "headers": over.headers,
            "rows": [
                _over_tasks(summary, *each, digests)
                for each in zip(tasks.methods(summary), over.cells)
            ],
        }
    return json.dumps(text, indent=1) + "\n"


def _over_tasks(summary: Summary, method: tasks.Method, cells: list, digests: dict) -> dict:
    against = [summary.rows[row.comparison.second] for row in method.rows if row.comparison]
    return {
        "label": method.label, "settings": {axis: setting(value) for axis, value in method.settings.items()}, "cells": cells,
        "trials": {each: digests[each] for row in method.rows for each in row.trials},
        "baseline_trials": {each: digests[each] for row in against for each in row.trials},
    }  # fmt: skip


def macros(summary: Summary) -> str:
    """\\rs{0.mean}: the variant's number, a point, one of n, mean, interval, difference, difference-interval, p, verdict."""
    made = tables.table(summary)
    axes = len(summary.axes or [None])
    names = ["n", "mean", "interval", "difference", "difference-interval", "p", "verdict"]
    lines = [
        f"% {summary.sweep}: numbers for running text, such as \\rs{{{summary.rows[0].variant}.mean}}. Written by python3 -m analysis report; do not edit.",
        "\\providecommand{\\rs}[1]{\\ifcsname rs@#1\\endcsname\\csname rs@#1\\endcsname\\else\\errmessage{no number #1 in macros.tex}\\fi}",
    ]
    for row, cells in zip(summary.rows, made.cells):
        lines.append(f"% variant {row.variant}: {tables.escape(row.label)}")
        for name, cell in zip(names, cells[axes:]):
            lines.append(
                f"\\expandafter\\def\\csname rs@{row.variant}.{name}\\endcsname{{{tables.escape(cell)}}}"
            )
    return "\n".join([*lines, ""])


def trace(table: Path, row: str, column: str) -> str:
    """Where a cell comes from. `row`: its number from 1, or the variant's label; `column`: its number from 1, or its header."""
    file = table.parent / "manifest.json"
    if not file.exists():
        raise ResultsError(
            f"{file} does not exist; make it with: python3 -m analysis report {table.parent.parent}"
        )
    whole = json.loads(file.read_text(encoding="utf-8"))
    known = {**whole, **whole["tasks"]} if table.stem == "tasks" and "tasks" in whole else whole
    line = known["rows"][_position(row, [each["label"] for each in known["rows"]], "row")]
    place = _position(column, known["headers"], "column")
    said = [
        f"{known['headers'][place]} of {line['label']}: {line['cells'][place] or '(empty)'}",
        f"metric {known['metric']}, sweep {known['sweep']}",
    ]
    said.append(
        "settings "
        + (
            ", ".join(f"{axis} = {value}" for axis, value in line["settings"].items())
            or "none swept"
        )
    )
    compared = line["baseline_trials"] if place >= _first_difference(known) else {}
    for what, trials in (("trial", line["trials"]), ("baseline", compared)):
        said += [
            f"{what} {each}  trials/{each}.h5" + (f"  digest {digest}" if digest else "")
            for each, digest in trials.items()
        ]
    return "\n".join(said)


def _first_difference(known) -> int:
    return next(
        (
            i
            for i, header in enumerate(known["headers"])
            if header.startswith(("difference", "P(improvement)"))
        ),
        len(known["headers"]),
    )


def _position(word: str, names: list, what: str) -> int:
    if word.isdigit() and 1 <= int(word) <= len(names):
        return int(word) - 1
    if names.count(word) == 1:
        return names.index(word)
    raise ResultsError(
        f"the table has no {what} '{word}'; give a number from 1 to {len(names)} or one of: {'; '.join(dict.fromkeys(names))}"
    )


def stale(folder: Path, contents: dict) -> list:
    """Sentences on what below folder/tables is not what the results say now. `contents`: file name -> text."""
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
