#!/usr/bin/env python3
"""Names of one letter in rooms without equations: counters of a loop, i and j, which count, and a
and b, two of a kind that are compared. Everything else has a word.

Usage: short_names.py ROOT

Rooms that compute (tensor, models, regularizers, optimizers, probes, ...) have the letters of their
equations, which their opening comments explain; no machine can tell those from lazy ones.
"""

import re
import sys
from pathlib import Path

from sources import Violation, files, report
from statements import blanked, without_directives

ROOMS = ["lib/core", "lib/sweep", "lib/results", "lib/execution", "experiments"]
# Kernels are measured; points of a search are images of a uniform number u.
EQUATIONS = ("experiments/bench/", "lib/sweep/search_space.")
ALLOWED = "abij"

# A type, perhaps with & or *, then a name of one letter that is declared, not used.
_DECLARED = re.compile(
    r"(?<![\w.>])"
    r"(?!(?:return|delete|throw|case|goto|new|else|typename|class|struct|using|const)\b)"
    r"[A-Za-z_][\w:]*(?:<[^;{}()]*>)?(?: const)?[&*]*\s[&*]*([A-Za-z])\s*"
    r"(?=[=,;){(\[]|:(?!:)|$)"
)
_LOOP = re.compile(r"^\s*for \(")


def check(root: Path):
    violations, checked = [], 0
    for path in files(root, ROOMS, {".hpp", ".cpp"}):
        if str(path).startswith(EQUATIONS):
            continue
        checked += 1
        text = without_directives(blanked((root / path).read_text(encoding="utf-8")))
        for number, line in enumerate(text.split("\n"), 1):
            for found in _DECLARED.finditer(line):
                if found[1] in ALLOWED or _LOOP.match(line):
                    continue
                sentence = f"'{found[1]}' says nothing of what it is; give it a word"
                violations.append(Violation(str(path), number, sentence))
    return violations, checked


if __name__ == "__main__":
    sys.exit(report(*check(Path(sys.argv[1]))))
