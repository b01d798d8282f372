#!/usr/bin/env python3
"""Holds the pages of lib/ and tests/ against the tree: what they name exists, and the blocks of
recipes still fit.

Usage: pages.py ROOT

A file or folder is named by a link, by a path in backticks, or by a word of a command; a function
by its name and () in backticks. New files of recipes are free to be absent, and must be.
"""

import re
import sys
from pathlib import Path

from sources import Violation, files, report

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "contract"))
import recipe_page  # pylint: disable=wrong-import-position

PAGES = ("lib/README.md", recipe_page.PAGE, "tests/README.md")
FOLDERS = ("lib", "experiments", "analysis", "configs", "results", "tests")
PATH = re.compile(rf"(?:{'|'.join(FOLDERS)})(?:/[\w.-]+)*/?|[\w.-]+\.(?:[ch]pp|py|sh|cmake)")
FUNCTION = re.compile(r"(?:\w+::)*(\w+)\(\)")
PLACED = re.compile(r"`(?:\w+::)*(\w+)\(\)`\s+(?:\(|in |of )`([\w./-]+\.(?:cpp|hpp|py))`")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def prose(page: str):
    """(line number, line) outside of blocks."""
    inside = False
    for number, line in enumerate(page.splitlines(), 1):
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            yield number, line


def anchors(page: str) -> set:
    """Of its headings, as GitHub makes them."""
    return {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for _, line in prose(page)
        if line.startswith("#")
    }


def linked(root: Path, page: Path, number: int, line: str):
    for target in LINK.findall(line):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (root / page).parent / path if path else root / page
        if not file.exists():
            yield Violation(str(page), number, f"links to {path}, which does not exist")
        elif anchor and anchor not in anchors(file.read_text(encoding="utf-8")):
            yield Violation(str(page), number, f"links to {target}, which has no such heading")


def words(page: str, blocks):
    """(line number, word) of everything that may name a path or a function."""
    for number, line in prose(page):
        for said in re.findall(r"`([^`]+)`", line):
            yield from ((number, word) for word in said.split())
    for block in blocks:
        for after, command in enumerate(block.commands, 1):
            yield from ((block.line + after, word) for word in command.split())


def named(root: Path, page: Path, text: str, blocks, new: set, code: str):
    for number, word in words(text, blocks):
        if PATH.fullmatch(word) and word.rstrip("/") not in new and not (root / word).exists():
            yield Violation(str(page), number, f"names {word}, which does not exist")
        function = FUNCTION.fullmatch(word)
        if function and not re.search(rf"\b{function[1]}\(", code):
            yield Violation(str(page), number, f"names {word}, which no source has")


def placed(root: Path, page: Path, text: str):
    """A function that is followed by its file, `f()` (`lib/core/f.cpp`), stands there."""
    for match in PLACED.finditer(text):
        name, file = match.groups()
        if (root / file).exists() and not re.search(
            rf"\b{name}\(", (root / file).read_text(encoding="utf-8")
        ):
            number = text.count("\n", 0, match.start()) + 1
            yield Violation(str(page), number, f"says that {file} has {name}(), which it has not")


def fitting(root: Path, page: Path, blocks):
    """New files are new, and lines are added below one that is there."""
    for block in blocks:
        if block.is_new_file and (root / block.path).exists():
            yield Violation(
                str(page), block.line, f"{block.path} is a new file of a recipe, but exists"
            )
        if block.kind == "diff":
            try:
                recipe_page.added((root / block.path).read_text(encoding="utf-8"), block)
            except FileNotFoundError:
                yield Violation(str(page), block.line, f"{block.path} does not exist")
            except recipe_page.PageError as wrong:
                yield Violation(str(page), block.line, str(wrong))


def check(root: Path):
    violations, checked = [], 0
    sources = files(root, ("lib", "experiments", "analysis"), {".hpp", ".cpp", ".py"})
    code = "\n".join((root / each).read_text(encoding="utf-8") for each in sources)
    for name in PAGES:
        page, text = Path(name), (root / name).read_text(encoding="utf-8")
        blocks = recipe_page.blocks(text)
        new = {block.path for block in blocks if block.is_new_file}
        for number, line in prose(text):
            violations += linked(root, page, number, line)
        violations += named(root, page, text, blocks, new, code)
        violations += placed(root, page, text)
        violations += fitting(root, page, blocks)
        checked += 1
    return violations, checked


if __name__ == "__main__":
    violations_found, pages_checked = check(Path(sys.argv[1]))
    sys.exit(report(violations_found, pages_checked, "pages"))
