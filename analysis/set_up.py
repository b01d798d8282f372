"""The set-up of a sweep, from which a methods section can be written: data with the hash of their
files, model, noise and regularizers, optimizer, training, what was varied, seeds, program, machine.

It is read from results.h5, which describes itself (lib/results/FORMAT.md); results of programs that
did not write so much are filled up from plan.json.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from .axes import axis_title, number
from .seed_parts import combinations_text, levels_of

TOPICS = {  # blocks of a configuration
    "data": "Data",
    "model": "Model",
    "dropout": "Noise",
    "regularizers": "Regularizers",
    "optimizer": "Optimizer",
    "training": "Training",
    "evaluation": "Evaluation",
    "probes": "Probes",
}
HEADS = ("name", "kind", "noise")  # keys whose words name a block
UNTOLD = ("log_every", "save_parameters")  # which change no number
CONTENT = "sha256:"  # a file, by its content
MACHINE = {  # keys of the plan's provenance -> words
    "cpu": "CPU",
    "instruction_set": "instructions",
    "precision": "precision",
    "blas_version": "BLAS",
    "blas_threads": "threads of BLAS",
    "onednn_version": "oneDNN",
}
MOST = 12  # values of an axis in a sentence


@dataclass(frozen=True)
class SetUp:
    """`topics`: words -> sentence; `axes`: dicts with name, meaning, unit, values; `base`: what all
    variants have alike; `variants`: label -> what it has beside that, in words; `yaml`: as given
    ("" if unknown).
    """

    topics: dict = field(default_factory=dict)
    axes: list = field(default_factory=list)
    base: dict = field(default_factory=dict)
    variants: dict = field(default_factory=dict)
    yaml: str = ""


def read_set_up(attributes: dict, plan: dict | None, folder: Path) -> SetUp:
    """`attributes`: those of results.h5. Without any plan only what these say."""
    plan = plan or {}
    variants = [each for each in results_of(plan.get("variants", [])) if "configuration" in each]
    base = _json(attributes, "base")
    if base is None:
        base = common([each["configuration"] for each in variants])
    described = _json(attributes, "axes")
    if described is None:
        described = [_axis(name, plan["variants"]) for name in plan.get("axes", [])]
    files = _json(attributes, "data") or []
    topics = {TOPICS[key]: _block(key, base[key]) for key in TOPICS if base.get(key)}
    if files:
        topics["Files"] = "; ".join(map(_file, files)) + "."
    topics["Varied"] = _varied(described)
    topics["Seeds"] = _seeds(plan, base)
    topics["Program"] = _program(attributes, plan.get("provenance", {}))
    topics["Machine"] = _machine(plan.get("provenance", {}))
    given = folder / "sweep.yaml"
    text = attributes.get("sweep_yaml")
    if text is None:
        text = given.read_text(encoding="utf-8", errors="replace") if given.exists() else ""
    own = {each["label"]: phrase(own_part(each["configuration"], base)) for each in variants}
    known = {key: words for key, words in topics.items() if words}
    return SetUp(known, described, base, own, text)


def results_of(variants: list) -> list:
    """Without those that served to choose settings, as long as there are others."""
    return [each for each in variants if not each.get("stage")] or variants


def common(configurations: list) -> dict:
    """What maps have alike, at any depth; what differs is left out."""
    if not configurations:
        return {}
    alike = {}
    for key, value in configurations[0].items():
        others = [each.get(key) for each in configurations]
        if all(each == value for each in others):
            alike[key] = value
        elif all(isinstance(each, dict) for each in others) and (inner := common(others)):
            alike[key] = inner
    return alike


def own_part(configuration: dict, base: dict) -> dict:
    """What a configuration has beside what all have alike, at any depth."""
    own = {}
    for key, value in configuration.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict) and value != base[key]:
            own[key] = own_part(value, base[key])
        elif key not in base or base[key] != value:
            own[key] = value
    return own


def phrase(value) -> str:
    """A setting in words: "cosine (minimum 0, warmup 20)"."""
    if isinstance(value, dict):
        head = next((key for key in HEADS if isinstance(value.get(key), str)), None)
        untold = (head, *UNTOLD)
        rest = ", ".join(
            _named(key, each)
            for key, each in value.items()
            if key not in untold and each not in ({}, []) and not _is_content(each)
        )
        if head is None:
            return rest
        return f"{value[head]} ({rest})" if rest else value[head]
    if isinstance(value, list):
        return "[" + ", ".join(map(phrase, value)) + "]"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    return number(value) if isinstance(value, (int, float)) else str(value)


def _named(key: str, value) -> str:
    words = key.replace("_", " ")
    if isinstance(value, bool):
        return words if value else f"no {words}"
    return f"{words} {phrase(value)}"


def _is_content(value) -> bool:
    return isinstance(value, str) and value.startswith(CONTENT)


def _block(topic: str, block: dict) -> str:
    """Equal settings of several places are said once."""
    if topic not in ("dropout", "regularizers", "probes") or not isinstance(block, dict):
        return phrase(block) + "."
    places: dict = {}
    for place, value in block.items():
        places.setdefault(phrase(value), []).append(place.replace("_", " "))
    said = [", ".join(names) + (f" ({words})" if words else "") for words, names in places.items()]
    return "; ".join(said) + "."


def _axis(name: str, variants: list) -> dict:
    values = []
    for variant in variants:
        value = variant.get("settings", {}).get(name)
        if value not in values:
            values.append(value)
    return {"name": name, "meaning": "", "values": values}


def _varied(axes: list) -> str:
    """Hidden dropout rate (0, 0.25, 0.5); variant (none, l2)."""
    said = []
    for axis in axes:
        values = [phrase(value) for value in axis["values"]]
        if len(values) > MOST:
            values = [*values[: MOST // 2], "\u2026", values[-1], f"{len(axis['values'])} values"]
        unit = axis.get("unit", "")
        title = axis_title(axis["name"])
        said.append(f"{title}: {', '.join(values)}" + (f" {unit}" if unit not in ("", "1") else ""))
    return "; ".join(said) + "." * bool(said)


def _seeds(plan: dict, base: dict) -> str:
    seeds = plan.get("seeds", [])
    if not seeds:
        return ""
    by_source = levels_of(seeds, base.get("training"))
    first, last = min(seeds), max(seeds)
    row = sorted(seeds) == list(range(first, last + 1)) and len(seeds) > 2
    words = f"{first} to {last}" if row else ", ".join(map(str, seeds))
    if by_source:
        words = f"{len(seeds)} combinations ({combinations_text(by_source)})"
    variants = results_of(plan["variants"])
    kept = set(map(id, variants))
    numbers = {i for i, each in enumerate(plan["variants"]) if id(each) in kept}
    trials = sum(int(each["variant"]) in numbers for each in plan["trials"])
    searches = (plan.get("growth") or {}).get("repeats", 1)
    if searches > 1:
        words += " for the first search and as many new ones for each other"
    return f"{words}, the same for every variant; {len(variants)} variants, {trials} trials."


def _file(file: dict) -> str:
    name = " of ".join(file[key] for key in ("file", "set") if key in file)
    size = f"{file['bytes']:,} bytes, " if "bytes" in file else ""
    return f"{name} ({size}{file['content']})".strip()


def _program(attributes: dict, made_with: dict) -> str:
    """Which program trained the trials; without a record of that, which one planned them."""
    if "programs" in attributes:
        return attributes["programs"] + "."
    version = made_with.get("regsweep_version")
    if version is None:
        return ""
    about = (made_with.get("commit"), made_with.get("compiler"))
    known = ", ".join(each for each in about if each)
    return f"regsweep {version}" + (f" ({known})" if known else "") + "."


def _machine(made_with: dict) -> str:
    known = [f"{words} {made_with[key]}" for key, words in MACHINE.items() if made_with.get(key)]
    return "; ".join(known) + "." * bool(known)


def _json(attributes: dict, name: str):
    text = attributes.get(name)
    try:
        return json.loads(text) if isinstance(text, str) else None
    except ValueError:  # of another program: an attribute of the same name
        return None
