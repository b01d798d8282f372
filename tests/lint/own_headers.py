#!/usr/bin/env python3
"""Headers stand alone: a source includes its own header before anything else, so that whoever
compiles the source alone compiles the header alone.

Usage: own_headers.py ROOT

The build of single files (tests/run.sh single) compiles every source of lib/ alone, and with
regsweep_headers also the headers that have no source of their own; what a header lacks is an error
there. Including a header twice is free of errors because its first directive is `#pragma once`.
"""

import re
import sys
from pathlib import Path

from sources import Violation, files, read, report

_DIRECTIVE = re.compile(r"^\s*#\s*(\w+.*?)\s*$")


def first_directive(lines):
    """(line number, text behind the #) of a file; (1, "") if it has none."""
    for number, line in enumerate(lines, 1):
        if match := _DIRECTIVE.match(line):
            return number, match[1]
    return 1, ""


def header_of(root: Path, path: Path) -> str | None:
    """How lib/core/text.cpp includes lib/core/text.hpp; None if there is no such header."""
    header = path.with_suffix(".hpp")
    return header.relative_to(path.parts[0]).as_posix() if (root / header).exists() else None


def check(root: Path):
    violations, checked = [], 0
    for path in files(root, ["lib", "experiments", "tests"], {".hpp", ".cpp"}):
        checked += 1
        number, directive = first_directive(read(root, path))
        if path.suffix == ".hpp":
            if directive != "pragma once":
                sentence = "the first directive of a header is #pragma once; put it there"
                violations.append(Violation(str(path), number, sentence))
        elif (header := header_of(root, path)) and directive != f'include "{header}"':
            sentence = (
                f'#include "{header}" comes first, so that the header is compiled without what'
                " others include; move it there"
            )
            violations.append(Violation(str(path), number, sentence))
    return violations, checked


if __name__ == "__main__":
    sys.exit(report(*check(Path(sys.argv[1]))))
