#!/usr/bin/env python3
"""Nothing above lib/regularizers knows a noise or a rule by name: its entry says what it needs.

Usage: regularizer_names.py ROOT

The names are those of the files of lib/regularizers/noise and lib/regularizers/rules. In sources of
lib/ (but lib/regularizers) and experiments/ a name is found as a word in quotes of its own
("mixup"), at the end of a path in quotes ("regularizers.mixup"), and, if it has an underscore
(r_drop), as a word of the code or of a string. Comments may name whatever explains them.
"""

import re
import sys
from pathlib import Path

from sources import Violation, code, files, read, report

FOLDERS = ("lib/regularizers/noise", "lib/regularizers/rules")

# (file or folder with a slash, name): why it may stand there.
ALLOWED = {
    ("lib/models/", "gaussian"): "a distribution of initial weights",
    ("lib/models/", "block"): "a part of a transformer",
    ("lib/optimizers/", "alpha"): "RMSprop's own field",
    ("lib/sweep/analysis.cpp", "alpha"): "the level of a test",
    ("experiments/schema.cpp", "alpha"): "the level of a test",
    ("lib/sweep/axes.cpp", "weight_decay"): "an example in an error's sentence",
    ("lib/sweep/keys.cpp", "l2"): "an example in the reference of the YAML",
    ("lib/optimizers/", "weight_decay"): "AdamW's own field, which exists without the rule",
}

STRING = re.compile(r'"((?:\\.|[^"\\])*)"')


def names(root: Path):
    found = {path.stem for folder in FOLDERS for path in (root / folder).glob("*.cpp")}
    return sorted(found)


def mentions(line: str, name: str) -> bool:
    """Whether a line without its comment names the noise or rule."""
    if "_" in name and re.search(rf"(?<!\w){name}(?!\w)", line):
        return True
    return any(
        each == name or re.search(rf"(?:regularizers|noise)[.: '=]+{name}(?!\w)", each)
        for each in STRING.findall(line)
    )


def allowed(path: Path, name: str) -> bool:
    return any(
        name == known and (str(path) == place or (place[-1] == "/" and str(path).startswith(place)))
        for place, known in ALLOWED
    )


def check(root: Path):
    violations, checked, known = [], 0, names(root)
    any_name = re.compile(rf"(?<!\w)(?:{'|'.join(known)})(?!\w)")
    for path in files(root, ["lib", "experiments"], {".hpp", ".cpp"}):
        if str(path).startswith("lib/regularizers/"):
            continue
        checked += 1
        for number, line in enumerate(read(root, path), 1):
            if not any_name.search(line):
                continue
            for name in known:
                if mentions(code(line), name) and not allowed(path, name):
                    sentence = (
                        f"names the regularizer '{name}', which only its own file may know;"
                        " let its entry say what it needs (RuleNeeds, NoiseEntry), or enter the"
                        " reason in ALLOWED of tests/lint/regularizer_names.py"
                    )
                    violations.append(Violation(str(path), number, sentence))
    for place, _ in ALLOWED:
        if not (root / place).exists():
            sentence = f"ALLOWED names {place}, which does not exist; take it out"
            violations.append(Violation("tests/lint/regularizer_names.py", 1, sentence))
    return violations, checked


if __name__ == "__main__":
    sys.exit(report(*check(Path(sys.argv[1]))))
