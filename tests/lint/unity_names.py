#!/usr/bin/env python3
"""Names of anonymous namespaces are unique in a library: a unity build compiles its files as one.

Usage: unity_names.py ROOT

A name is defined at the outermost level of an anonymous namespace; two files of one folder of lib/,
or of experiments/, that define the same one would be one definition twice. Overloads of one name in
two files would compile, but a call could then choose the other file's: they count as well. Aliases
do not. A file of tests is the namespace of its own name instead, and names in it are free.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

from sources import Violation, code, files, read, report

_OPEN = re.compile(r"^namespace \{")
_CLOSE = re.compile(r"^\}  // namespace$")
_TYPE = re.compile(r"^(?:template <.*> )?(?:class|struct|enum class|enum) (\w+)\b(?!;|::)")
_ATTRIBUTE = re.compile(r"__attribute__\(\(\w+\)\) ")
_VALUE = re.compile(
    r"^(?:inline |static )*(?:const|constexpr)\b[^(]*?\b(\w+)(?:\[\w*\])?(?: =|\{|;)"
)
_FUNCTION = re.compile(
    r"^(?!return|using|namespace|class|struct|enum|static_assert)[\w:<>,&*\s]+?[&*\s](\w+)\("
)


def defined(lines: list[str]):
    """(line number, name) of what the anonymous namespaces define at their outermost level."""
    inside = False
    for number, line in enumerate(lines, 1):
        if _OPEN.match(line):
            inside = True
        elif _CLOSE.match(line):
            inside = False
        elif inside and line[:1].strip():
            line = _ATTRIBUTE.sub("", line)
            for pattern in (_TYPE, _VALUE, _FUNCTION):
                if match := pattern.match(code(line)):
                    yield number, match[1]
                    break


def library(path: Path) -> str:
    return "/".join(path.parts[: 2 if path.parts[0] == "lib" else 1])


def without_own_namespace(root: Path, path: Path):
    """What a file of tests lacks: `namespace regsweep::<its name> {` around all it defines."""
    wanted = f"namespace regsweep::{path.stem} {{"
    lines = read(root, path)
    foreign = [n for n, line in enumerate(lines, 1) if re.match(r"TEST_CASE|namespace \{", line)]
    before = lines.index(wanted) + 1 if wanted in lines else len(lines) + 1
    for number in [n for n in foreign if n < before or lines[n - 1].startswith("namespace")][:1]:
        yield Violation(
            str(path),
            number,
            (
                f"stands outside `{wanted}`; a unity build compiles a dozen files of tests as one,"
                " so all that a file of tests defines is in the namespace of its name"
            ),
        )


def check(root: Path):
    places = defaultdict(list)
    checked = 0
    for path in files(root, ["lib", "experiments"], {".cpp"}):
        if "bench" in path.parts:
            continue  # each benchmark is a program of its own
        checked += 1
        for number, name in dict(
            (name, (number, name)) for number, name in reversed(list(defined(read(root, path))))
        ).values():
            places[library(path), name].append((path, number))
    violations = []
    for (_, name), found in sorted(places.items()):
        for path, number in found[1:]:
            violations.append(
                Violation(
                    str(path),
                    number,
                    (
                        f"{name} is also a name of the anonymous namespace of {found[0][0]}, and a"
                        " unity build compiles both as one; say in the name what it is here"
                    ),
                )
            )
    for path in files(root, ["tests"], {".cpp"}):
        if path.stem.endswith("_test"):
            checked += 1
            violations += without_own_namespace(root, path)
    return violations, checked


if __name__ == "__main__":
    sys.exit(report(*check(Path(sys.argv[1]))))
