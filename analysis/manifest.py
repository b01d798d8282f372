"""Every number knows its trials: a manifest beside the tables.

tables/manifest.json: metric, alpha, the venue that tables were made for, and of each table its
headers and its rows: cells as they are printed, the trials (id -> digest of the content) that the
numbers came from, those of what it is compared with, settings and the configuration's variant.
trace.py leads from a cell to its trials.
"""

import json
from pathlib import Path

from .axes import setting
from .cells import Table, TableRow
from .macros import variant_names
from .summary import Summary
from .venues import PAPER, VENUES, venue


def manifest(dataset, summary: Summary, tables: dict) -> str:
    """JSON; equal results give equal bytes. Trials stand in the order of their seeds.

    `tables`: name -> Table, as in report.paper_tables.
    """
    ids = dataset["trial_id"].values
    known = dataset["digest"].values if "digest" in dataset else [""] * len(ids)
    digests = dict(zip(ids, map(str, known)))
    claims = {each["name"]: each for each in dataset.attrs["analysis"].get("claims", [])}
    made = {}
    for name, table in tables.items():
        of_row = _variant if name == "variants" else _row
        rows = [of_row(*row, digests) for row in _named(table)]
        if name == "claims":
            for row in rows:
                row["trials"] = _of_claim(summary, claims.get(row["label"], {}), digests)
        made[name] = {**_columns(table), "rows": rows}
    text = {
        "sweep": summary.sweep,
        "metric": summary.metric.name,
        "alpha": summary.alpha,
        "style": venue().name,
        "tables": made,
    }
    return json.dumps(text, indent=1) + "\n"


def _of_claim(summary: Summary, claim: dict, digests: dict) -> dict:
    """The trials of the variants that a claim names; of all if it names none."""
    expect = claim.get("expect", {})
    named = [expect.get(key) for key in ("of_variant", "against_variant")]
    named += expect.get("order_variants", [])
    rows = [row for row in summary.rows if row.variant in named]
    return _trials(rows or summary.rows, digests)


def _trials(rows: list, digests: dict) -> dict:
    return {each: digests[each] for row in rows for each in row.trials}


def _columns(table: Table) -> dict:
    return {
        "columns": [column.name for column in table.columns],
        "headers": [column.header for column in table.columns],
        "titles": [column.title or column.header for column in table.columns],
        "swept": sum(column.swept for column in table.columns),
    }


def _named(table: Table) -> list:
    """(name of macros.py, row)."""
    return list(zip(variant_names([row.settings for row in table.rows]), table.rows))


def _variant(name: str, row: TableRow, digests: dict) -> dict:
    (source,) = row.sources
    return {
        "variant": source.variant,
        **_row(name, row, digests),
        "diverged": list(map(int, source.diverged)),
        "failed": list(map(int, source.failed)),
        "missing": list(map(int, source.missing)),
        "unrecorded": list(map(int, source.unrecorded)),
    }


def _row(name: str, row: TableRow, digests: dict) -> dict:
    return {
        "label": row.label,
        "name": name,
        "settings": {axis: setting(value) for axis, value in row.settings.items()},
        "cells": [cell.text for cell in row.cells],
        "trials": _trials(row.sources, digests),
        "baseline_trials": _trials(row.against, digests),
    }


def style_of(folder: Path) -> str:
    """The venue that what is below the folder was made for."""
    try:
        known = json.loads((folder / "tables" / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return PAPER.name
    named = known.get("style") if isinstance(known, dict) else None
    return named if named in VENUES else PAPER.name


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
