"""Which programs made the trials of a results.h5: sources, compiler, flags and libraries decide
numbers, so trials of several programs are no single experiment unless their bits are shown to be
the same.
"""

import json
from pathlib import Path

import h5py


def programs(file: Path) -> dict:
    """Attributes: `programs`, which ones made how many trials; `made_by`, a tuple of which;
    `mixed_programs`, a sentence if they may give other bits. None of results of before programs
    were recorded.
    """
    with h5py.File(file, "r") as opened:
        about = dict(opened["provenance"].attrs) if "provenance" in opened else {}
    if "programs" not in about:
        return {}
    made = json.loads(_text(about["programs"]))
    said = {}
    if made:
        said["programs"] = ", ".join(_counted(each) for each in made)
        said["made_by"] = tuple(sorted(_name(each) for each in made))
    mixed = _text(about.get("mixed_programs_note", ""))
    return said | ({"mixed_programs": mixed} if mixed else {})


def _text(value) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _counted(program: dict) -> str:
    return f"{program['trials']} trial{'s' * (program['trials'] != 1)} by {_name(program)}"


def _name(program: dict) -> str:
    """As in: program 1a2b3c4d5e (0.1.0+gabcdef1234, g++ 12.2.0)."""
    if not program.get("program"):
        return "a program that left no record"
    known = [program[key] for key in ("program_version", "compiler") if program.get(key)]
    return f"program {program['program'][:10]}" + (f" ({', '.join(known)})" if known else "")
