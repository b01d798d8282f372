"""Swept axes: what they are called in tables and figures, how their values are written, and which
values rows have.
"""

import numpy as np

from .metrics import sentence

TITLES = {
    "data.name": "Data set",
    "data.train": "Training examples",
    "data.label_noise": "Label noise",
    "model.hidden": "Hidden layers",
    "optimizer.learning_rate": "Learning rate",
    "optimizer.momentum": "Momentum",
    "training.batch": "Batch size",
    "training.epochs": "Epochs",
    "training.steps": "Steps",
    "placements": "Placements",
    "variants": "Variant",
}


def short_path(path: str) -> str:
    """As people write it in YAML: dropout.hidden.rate is dropout.hidden."""
    return path.removesuffix(".rate") if path.startswith("dropout.") else path


def axis_title(path: str) -> str:
    """dropout.hidden.rate: Hidden dropout rate; optimizer.learning_rate: Learning rate."""
    if path in TITLES:
        return TITLES[path]
    parts = path.split(".")
    if parts[0] == "dropout" and len(parts) > 1:
        known = {"rate", "keep", "share", "noise", "scaling", "schedule"}
        last = parts.pop() if parts[-1] in known else "rate"
        return f"{sentence(' '.join(parts[1:]))} dropout {last}"
    if parts[0] == "regularizers" and len(parts) > 1:
        return sentence(" ".join(parts[1:]))
    return sentence(parts[-1])


def number(value: float) -> str:
    """A setting: 0.25, 10,000, 1e-4."""
    if 0 < abs(value) < 1e-3:
        mantissa, _, exponent = f"{value:.5e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    if float(value).is_integer() and 1 <= abs(value) < 1e9:
        return f"{int(value):,}" if abs(value) >= 10000 else str(int(value))
    return f"{value:.6g}".replace("e+0", "e")


def setting(value) -> str:
    """A value of a swept axis; an en dash when the variant has none."""
    if isinstance(value, str):
        return value or "\u2013"
    return "\u2013" if np.isnan(value) else number(value)


def short_settings(settings: dict) -> str:
    """One line for a legend or a note: "hidden 0.25, input 0.1"."""
    return ", ".join(
        f"{short_path(path).split('.')[-1].replace('_', ' ')} {setting(value)}"
        for path, value in settings.items()
    )


def setting_of(row, axis: str | None):
    """The value of a row of a Summary; "" without an axis."""
    return row.settings[axis] if axis else ""


def values_of(rows: list, axis) -> list:
    """The values of an axis: numbers ascending, words as they come."""
    values = list(dict.fromkeys(setting_of(row, axis) for row in rows))
    return values if is_text(values) else sorted(values)


def is_text(values: list) -> bool:
    """Whether an axis with these values has no order: one of them is words."""
    return any(isinstance(value, str) for value in values)


def groups_of(rows: list, axes: list) -> list:
    """(settings, rows) for each combination of values of the axes that occurs."""
    groups = {}
    for row in rows:
        groups.setdefault(tuple(row.settings[axis] for axis in axes), []).append(row)
    return [(dict(zip(axes, key)), group) for key, group in groups.items()]
