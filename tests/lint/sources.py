"""What the lint tests share: the files of the repository and the way a violation is printed.

A violation is one line, `file:line: what is wrong; what to do`, so that an editor can jump to it.
"""

import re
from pathlib import Path
from typing import Iterator, NamedTuple


class Violation(NamedTuple):
    file: str
    line: int
    sentence: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.sentence}"


def files(root: Path, folders, suffixes) -> Iterator[Path]:
    """Files below the folders with one of the suffixes, relative to root, sorted."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path.relative_to(root)


def read(root: Path, path: Path) -> list[str]:
    return (
        (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
    )  # some test data are not UTF-8 on purpose


_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|//.*')


def code(line: str) -> str:
    """The line without its // comment; a // inside a string is no comment."""
    return _COMMENT.sub(lambda match: match[0] if match[0].startswith('"') else "", line)


def report(violations, checked: int, what: str = "files") -> int:
    """Prints them and gives the exit code."""
    for violation in violations:
        print(violation)
    print(f"{checked} {what} checked, {len(violations)} violations")
    return 1 if violations or checked == 0 else 0
