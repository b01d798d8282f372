"""The page of recipes as data: sections of lib/recipes.md with their fenced blocks.

The info string of a block is its kind and, for files, its path: `cpp lib/...`, `python ...`,
`yaml own/...` are whole new files, `diff PATH` adds its lines (+) below a line that is there; `sh`
blocks are commands.
"""

import re
from pathlib import Path
from typing import NamedTuple

PAGE = "lib/recipes.md"
RECIPES = ("noise", "rule", "model", "data set", "probe", "metric", "subcommand", "figure")


class PageError(Exception):
    """One sentence: what of the page does not work."""


class Block(NamedTuple):
    kind: str  # "cpp", "python", "yaml", "diff", "sh"
    path: str  # "" for commands
    text: str
    line: int  # of the page, where the block opens

    @property
    def commands(self) -> list:
        return self.text.splitlines() if self.kind == "sh" else []

    @property
    def is_new_file(self) -> bool:
        return bool(self.path) and self.kind != "diff"


def blocks(page: str) -> list:
    """The fenced blocks of a page, in their order."""
    found, opened, inside = [], None, []
    for number, line in enumerate(page.splitlines(), 1):
        if not line.startswith("```"):
            inside.append(line)
        elif opened is None:
            kind, _, path = line[3:].partition(" ")
            opened, inside = (kind, path.strip(), number), []
        else:
            kind, path, start = opened
            found.append(Block(kind, path, "\n".join(inside) + "\n", start))
            opened = None
    return found


def sections(page: str) -> dict:
    """Recipe -> its blocks; "" has those before the first recipe."""
    made = {"": []}
    headings = [
        (number, line.removeprefix("## ").removeprefix("A ").strip())
        for number, line in enumerate(page.splitlines(), 1)
        if line.startswith("## ")
    ]
    for block in blocks(page):
        name = next((name for number, name in reversed(headings) if number < block.line), "")
        made.setdefault(name, []).append(block)
    return made


def added(text: str, block: Block) -> str:
    """The text of a file with the lines of a diff block."""
    lines = block.text.splitlines()
    there = [line[1:] for line in lines if line.startswith(" ")]
    new = [line[1:] for line in lines if line.startswith("+")]
    if len(there) != 1 or len(there) + len(new) != len(lines) or not lines[0].startswith(" "):
        raise PageError(f"the block for {block.path} is not one line that is there and lines (+)")
    count = len(re.findall(rf"^{re.escape(there[0])}$", text, re.MULTILINE))
    if count != 1:
        raise PageError(f"{block.path} has the line '{there[0].strip()}' {count} times, not once")
    return text.replace(there[0] + "\n", "\n".join([there[0], *new]) + "\n")


def apply(root: Path, block: Block) -> None:
    """Writes a new file below root, or adds the lines of a diff."""
    file = root / block.path
    if block.is_new_file:
        if file.exists():
            raise PageError(f"{block.path} is a new file of a recipe, but it is there already")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, encoding="utf-8")
    elif block.kind == "diff":
        if not file.exists():
            raise PageError(f"{block.path} gets new lines, but it does not exist")
        file.write_text(added(file.read_text(encoding="utf-8"), block), encoding="utf-8")
