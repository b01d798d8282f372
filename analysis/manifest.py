"""Every number knows its trials: a manifest beside the tables, macros for running text, and the way
from a cell to its trials.

tables/manifest.json: metric, alpha, headers, rows of cells as they are printed, and of each row the
trials (id -> digest of the content) that its numbers came from, its baseline's, its settings and
the configuration's variant; "tasks": the same for the methods over all tasks. tables/macros.tex:
\\rs{variant.column}, with the same texts.
"""

import json
from pathlib import Path

from .axes import setting
from .cells import DIFFERENCE, IMPROVEMENT, Table, TableRow
from .load import ResultsError
from .summary import Summary
from .writers.latex import escape


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
        "headers": [column.header for column in variants.columns],
        "rows": [_variant(summary, row, digests) for row in variants.rows],
    }
    if "tasks" in tables:
        text["tasks"] = {
            "headers": [column.header for column in tables["tasks"].columns],
            "rows": [_row(summary, row, digests) for row in tables["tasks"].rows],
        }
    return json.dumps(text, indent=1) + "\n"


def _variant(summary: Summary, row: TableRow, digests: dict) -> dict:
    (source,) = row.sources
    return {
        "variant": source.variant,
        **_row(summary, row, digests),
        "diverged": list(map(int, source.diverged)),
        "failed": list(map(int, source.failed)),
        "missing": list(map(int, source.missing)),
        "unrecorded": list(map(int, source.unrecorded)),
    }


def _row(summary: Summary, row: TableRow, digests: dict) -> dict:
    compared = [each.comparison for each in row.sources if each.comparison]
    baselines = [summary.rows[comparison.second] for comparison in compared]
    return {
        "label": row.label,
        "settings": {axis: setting(value) for axis, value in row.settings.items()},
        "cells": [cell.text for cell in row.cells],
        "trials": {each: digests[each] for source in row.sources for each in source.trials},
        "baseline_trials": {each: digests[each] for other in baselines for each in other.trials},
    }


def macros(table: Table) -> str:
    """LaTeX macros for every number of the table of variants, such as \\rs{0.mean}: the variant's
    number, a point, and the name of the column.

    Names: n, mean, interval, difference, difference-interval, p, verdict.
    """
    variants = [row.sources[0].variant for row in table.rows]
    lines = [
        (
            f"% {table.sweep}: numbers for running text, such as \\rs{{{variants[0]}.mean}}. "
            "Written by python3 -m analysis report; do not edit."
        ),
        (
            "\\providecommand{\\rs}[1]{\\ifcsname rs@#1\\endcsname\\csname rs@#1\\endcsname"
            "\\else\\errmessage{no number #1 in macros.tex}\\fi}"
        ),
    ]
    for variant, row in zip(variants, table.rows):
        lines.append(f"% variant {variant}: {escape(row.label)}")
        for column, cell in zip(table.columns, row.cells):
            if not column.swept:
                name = f"\\csname rs@{variant}.{column.name}\\endcsname"
                lines.append(f"\\expandafter\\def{name}{{{escape(cell.text)}}}")
    return "\n".join([*lines, ""])


def trace(table: Path, row: str, column: str) -> str:
    """Where a cell comes from.

    `row`: its number from 1, or the variant's label; `column`: its number from 1, or its header.
    """
    file = table.parent / "manifest.json"
    if not file.exists():
        raise ResultsError(
            f"{file} does not exist; make it with: python3 -m analysis report {table.parent.parent}"
        )
    whole = json.loads(file.read_text(encoding="utf-8"))
    known = {**whole, **whole["tasks"]} if table.stem == "tasks" and "tasks" in whole else whole
    line = known["rows"][_position(row, [each["label"] for each in known["rows"]], "row")]
    place = _position(column, known["headers"], "column")
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


def _position(word: str, names: list, what: str) -> int:
    """From 0."""
    if word.isdigit() and 1 <= int(word) <= len(names):
        return int(word) - 1
    if names.count(word) == 1:
        return names.index(word)
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
