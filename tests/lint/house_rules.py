#!/usr/bin/env python3
"""The habits of the house that a machine can check: lengths and columns, a test per source, opening
comments, lazy tensors, open ends, writers.

Usage: house_rules.py ROOT [LIST]    LIST: the sources that the build knows, one per line; each file
                                     of lib/ must be in it
"""

import re
import sys
from pathlib import Path

from sources import Violation, code, files, read, report

CXX = {".hpp", ".cpp"}
LONGEST = 400
WIDEST = 100

# Sources without a test file of their own name, and where they are tested instead. A folder ends
# with a slash.
TESTED_ELSEWHERE = {
    "lib/data/sets/arrays.cpp": "tests/data/own_arrays_test.cpp, beside what reads them",
    "lib/data/sets/csv.cpp": "tests/data/csv_file_test.cpp, beside the reader of such files",
    "lib/data/sets/idx.cpp": "tests/data/idx_file_test.cpp, beside the reader of such files",
    "lib/data/sets/text.cpp": "tests/data/running_text_test.cpp, beside the reader of such texts",
    "lib/execution/pruning.cpp": "tests/cli/trials_check.py, with the command that is all of it",
    "lib/data/sets/copy.cpp": "tests/data/sequences_test.cpp, beside the others of its kind",
    "lib/data/sets/induction.cpp": "tests/data/sequences_test.cpp, beside the others of its kind",
    "lib/data/sets/modular_arithmetic.cpp": (
        "tests/data/sequences_test.cpp, beside the others of its kind"
    ),
    "lib/data/sets/parity.cpp": "tests/data/sequences_test.cpp, beside the others of its kind",
    "lib/data/sets/gutenberg.cpp": "tests/data/known_texts_test.cpp, beside the others of its kind",
    "lib/data/sets/moby_dick.cpp": "tests/data/known_texts_test.cpp, beside the others of its kind",
    "lib/data/sets/tiny_shakespeare.cpp": (
        "tests/data/known_texts_test.cpp, beside the others of its kind"
    ),
    "lib/models/residual_branch.cpp": (
        "tests/models/causal_transformer_test.cpp, and tests/golden/transformer_test.cpp against"
        " PyTorch"
    ),
    "lib/models/transformer_block.cpp": (
        "tests/models/causal_transformer_test.cpp, and tests/golden/transformer_test.cpp against"
        " PyTorch"
    ),
}

# Who else may open a file for writing, and why it need not go through publish.
WRITERS = {
    "experiments/regsweep.cpp": "--quiet: standard output goes to /dev/null",
    "lib/results/publish.cpp": "the one function that opens a file of results for writing",
    "lib/execution/directory/claims.cpp": (
        "a claim is created exclusively by link() and need not survive a power cut"
    ),
    "lib/execution/pool.cpp": "logs of workers are appended to",
    "lib/data/fetch.cpp": (
        "lib/data cannot see lib/results; downloads are staged, synced and renamed there"
    ),
}

WRITING = re.compile(
    r"std::(?:basic_)?(?:ofstream|fstream)\b|\bfopen\s*\([^;]*\"[^\"]*[wa+]"
    r"|\bO_(?:WRONLY|RDWR|CREAT)\b|\bH5F_ACC_(?:TRUNC|RDWR)\b|\bmkstemp\b"
)
LAZY_TENSOR = re.compile(r"\bauto\s*(?:const)?\s*&{0,2}\s*\w+\s*(?:=|\{|\()\s*xt::")
OPEN_END = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b")
OPEN_ENDED = {".hpp", ".cpp", ".py", ".sh", ".cmake", ".html", ".txt", ".yaml", ".md"}


def lengths(root: Path, path: Path, lines):
    if len(lines) > LONGEST:
        yield Violation(
            str(path),
            LONGEST + 1,
            f"{len(lines)} lines; a file has at most {LONGEST}: split it by what it does",
        )


def columns(root: Path, path: Path, lines):
    for number, line in enumerate(lines, 1):
        if len(line) > WIDEST:
            yield Violation(
                str(path), number, f"{len(line)} columns; a line has at most {WIDEST}: break it"
            )


def opening_comment(root: Path, path: Path, lines):
    if not lines:
        return
    first = lines[1] if len(lines) > 1 and lines[0].startswith("#!") else lines[0]
    own_header = re.match(r'#include "([^"]+)\.hpp"$', first)
    if own_header and Path(own_header[1]).name == path.stem:
        return  # the contract is in the header
    if not first.startswith(("//", '"""', "/*") if path.suffix in CXX else ("#", '"""')):
        yield Violation(str(path), 1, "a file opens with a comment that states its contract")


def test_beside(root: Path, path: Path, lines):
    if path.parts[0] != "lib" or path.suffix != ".cpp":
        return
    if any(
        str(path) == place or (place.endswith("/") and str(path).startswith(place))
        for place in TESTED_ELSEWHERE
    ):
        return
    wanted = f"tests/{path.parts[1]}/{path.stem}_test.cpp"
    if not (root / wanted).exists():
        yield Violation(
            str(path),
            1,
            f"has no test; write {wanted}, or say in TESTED_ELSEWHERE where it is tested",
        )


def lazy_tensor(root: Path, path: Path, lines):
    if path.suffix in CXX:
        for number, line in enumerate(lines, 1):
            if LAZY_TENSOR.search(code(line)):
                yield Violation(
                    str(path),
                    number,
                    (
                        "auto holds a lazy expression that is evaluated anew at each read; name the"
                        " tensor's type"
                    ),
                )


def open_end(root: Path, path: Path, lines):
    for number, line in enumerate(lines, 1):
        if OPEN_END.search(line):
            yield Violation(
                str(path),
                number,
                "an open end in the code; finish it, or say the limitation in a sentence",
            )


def writer(root: Path, path: Path, lines):
    if path.suffix not in CXX or path.parts[0] == "tests" or str(path) in WRITERS:
        return
    for number, line in enumerate(lines, 1):
        if match := WRITING.search(code(line)):
            yield Violation(
                str(path),
                number,
                (
                    f"{match[0].split('(')[0]} opens a file for writing; publish() of"
                    " results/publish.hpp does that, atomically"
                ),
            )


def listed(root: Path, known: Path):
    """Every source below lib/ and every test program's source is in the build's own list."""
    built = set(known.read_text(encoding="utf-8").split())
    for path in files(root, ["lib", "tests"], {".cpp"}):
        if str(path) not in built:
            yield Violation(
                str(path),
                1,
                (
                    "no target of the build contains it; move it where"
                    " lib/cmake/RegsweepTargets.cmake looks, or delete it"
                ),
            )


def stale(root: Path):
    for table, name in ((TESTED_ELSEWHERE, "TESTED_ELSEWHERE"), (WRITERS, "WRITERS")):
        for place in table:
            if not (root / place).exists():
                yield Violation(
                    "tests/lint/house_rules.py",
                    1,
                    f"{name} names {place}, which does not exist; take it out",
                )


def check(root: Path, known: Path | None = None):
    violations, checked = [], 0
    for path in files(root, ["lib", "experiments", "tests", "analysis", "configs"], OPEN_ENDED):
        checked += 1
        lines = read(root, path)
        rules = [open_end]
        if path.suffix in CXX | {".py"}:
            rules += [lengths, columns, opening_comment, test_beside, lazy_tensor, writer]
        if path.suffix in {".sh", ".cmake", ".html"}:
            rules += [columns]
        for rule in rules:
            violations += rule(root, path, lines)
    if known:
        violations += listed(root, known)
    violations += stale(root)
    return violations, checked


if __name__ == "__main__":
    sys.exit(report(*check(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)))
