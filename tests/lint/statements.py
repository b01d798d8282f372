#!/usr/bin/env python3
"""The form of C++ statements: one per line, no comma operator between them, braces around a body on
lines of its own.

Usage: statements.py ROOT

Works on the text as clang-format leaves it: string literals and comments are blanked, a statement
ends at `;` or at a brace outside parentheses.
"""

import re
import sys
from pathlib import Path

from sources import Violation, files, report

_NOISE = re.compile(
    r'R"(?P<mark>\w*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])\''
    r"|//[^\n]*|/\*.*?\*/",
    re.DOTALL,
)
_OPENERS = {"(": ")", "[": "]", "{": "}"}
_HEAD = re.compile(r"^\s*(?:\} )?(?:else )?(?:if|for|while)\b|^\s*(?:\} )?else$")
_LAMBDA = re.compile(
    r"\[\]\s*(?:\(\))?\s*(?:mutable\b|noexcept\b|__attribute__\(\)|->[\w:<>&*, ]+|\s)*$"
)
# A declaration: words for a type, then the declared name. Brackets stand without their content.
_DECLARATION = re.compile(
    r"^(?:using|template|typedef|enum|friend)\b"
    r"|^(?:(?:public|private|protected):\s*)?(?:\w+(?:\(\))?"
    r" )*[\w:]+[\s&*]+(?:\w+\s*(?:[=,({\[]|$)|\[\]\s*=|operator)"
)
_JUMP = re.compile(r"^(?:return|throw|delete|co_return|co_yield)\b")


def blanked(text: str) -> str:
    """The text with blanks for literals and comments; lines stay where they are."""
    return _NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def without_directives(text: str) -> str:
    lines, continued = text.split("\n"), False
    for at, line in enumerate(lines):
        if continued or line.lstrip().startswith("#"):
            continued = line.endswith("\\")
            lines[at] = ""
    return "\n".join(lines)


def opens_block(head: str) -> bool:
    """Whether a brace after these words of its statement opens a block; else it opens a list."""
    head = head.rstrip()
    return (
        head == ""
        or head[-1] in ");:"
        or re.search(r"^(?:inline )?(?:namespace|struct|class|enum|union|extern)\b[^=]*$", head)
        is not None
        or re.search(r"\b(?:else|do|try|const|noexcept|override|final|mutable)$", head) is not None
        or re.search(r"->\s*[\w:<>&*, ]+$", head) is not None
        or head.endswith("]")
        and re.search(r"(?:^|[=(,{\s])\[[^\[\]]*\]$", head) is not None
    )


def statements(text: str):
    """(line number, words) of each statement that ends at a semicolon, without blocks and lists."""
    stack, words, begin = [], "", None
    for at, char in enumerate(text):
        if char == "{" and opens_block(words):
            stack.append(("block", words, begin))
            words, begin = "", None
        elif char in _OPENERS:
            stack.append((char, words, at if begin is None else begin))
            words = ""
        elif char in ")]}" and stack:
            kind, before, since = stack.pop()
            if kind == "block":
                # A lambda's statement goes on behind it; any other block ends what stood before it.
                inside = _LAMBDA.search(before) or any(each[0] != "block" for each in stack[-1:])
                words, begin = (before + "{}", since) if inside else ("", None)
            else:
                words, begin = before + kind + _OPENERS[kind], since
        elif char == ";" and (not stack or stack[-1][0] == "block"):
            if words.strip():
                yield text.count("\n", 0, begin) + 1, words.strip()
            words, begin = "", None
        else:
            if begin is None and not char.isspace():
                begin = at
            words += char


def joined_by_commas(path: Path, text: str):
    for number, words in statements(text):
        while (shorter := re.sub(r"<[^<>;]*>", "", words)) != words:
            words = shorter
        words = re.sub(
            r"^(?:(?:else )?(?:if|for|while) \(\)|else|case [\w:]+:|default:)\s*", "", words
        )
        if "," in words and (_JUMP.match(words) or not _DECLARATION.match(words)):
            yield Violation(
                str(path), number, "a comma joins two statements; write them on lines of their own"
            )


def several_on_a_line(path: Path, text: str):
    for number, line in enumerate(text.split("\n"), 1):
        while (shorter := re.sub(r"\{[^{}]*\}|\([^()]*\)", "", line)) != line:
            line = shorter
        if line.count(";") > 1 and not re.match(r"^\s*for\b", line):
            yield Violation(str(path), number, "two statements on a line; give each its own")


def bare_bodies(path: Path, text: str):
    """Bodies of if, else, for and while that begin on the next line have braces."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not _HEAD.match(line):
            continue
        depth, end, rest = 0, number - 1, ""
        if not re.match(r"^\s*(?:\} )?else$", line.rstrip()):
            for end in range(number - 1, min(len(lines), number + 11)):
                for place, char in enumerate(lines[end]):
                    depth += (char == "(") - (char == ")")
                    if char == ")" and depth == 0:
                        rest = lines[end][place + 1 :].strip()
                        break
                else:
                    continue
                break
        if rest == "" and depth == 0:
            yield Violation(str(path), number, "a body on lines of its own has no braces; add them")


def check(root: Path):
    violations, checked = [], 0
    for path in files(root, ["lib", "experiments", "tests"], {".hpp", ".cpp"}):
        checked += 1
        text = without_directives(blanked((root / path).read_text(encoding="utf-8")))
        for rule in (joined_by_commas, several_on_a_line, bare_bodies):
            violations += rule(path, text)
    return violations, checked


if __name__ == "__main__":
    sys.exit(report(*check(Path(sys.argv[1]))))
