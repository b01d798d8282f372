#!/usr/bin/env python3
"""Holds tests/contract/planted_errors.py against the code: each error has exactly one place.

Usage: planted.py ROOT

tests/contract/mutations.py is run by hand, because it takes long; without this lint it would rot.
"""

import sys
from pathlib import Path

from sources import Violation, report

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "contract"))
import planted_errors  # pylint: disable=wrong-import-position

TABLE = "tests/contract/planted_errors.py"


def line_of(root: Path, name: str) -> int:
    """The line of the table that names the error; 1 if the table is made elsewhere."""
    table = root / TABLE
    lines = table.read_text(encoding="utf-8").splitlines() if table.exists() else []
    return next((i for i, line in enumerate(lines, 1) if f'"{name}"' in line), 1)


def check(root: Path, errors=None):
    violations = []
    errors = planted_errors.ERRORS if errors is None else errors
    for error in errors:
        found = list(planted_errors.occurrences(root, error))
        if len(found) != 1:
            where = f" ({', '.join(sorted({str(each.file) for each in found}))})" if found else ""
            sentence = (
                f"the planted error '{error.name}' replaces '{error.right}', which occurs"
                f" {len(found)} times in {error.place}{where} instead of once;"
                " give it a piece of the code as it is now"
            )
            violations.append(Violation(TABLE, line_of(root, error.name), sentence))
    return violations, len(errors)


if __name__ == "__main__":
    violations_found, checked = check(Path(sys.argv[1]))
    sys.exit(report(violations_found, checked, "planted errors"))
