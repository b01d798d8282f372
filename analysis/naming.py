"""Names for people: what a metric or a swept axis is called in tables and figures, its unit, and how its values are written."""

from typing import NamedTuple

import numpy as np

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
PARTS = {"train": "Training", "validation": "Validation", "test": "Test"}
MEASURES = {
    "error": "error",
    "loss": "loss",
    "loss_noisy": "loss with noise",
    "rmse": "RMSE",
    "monte_carlo_error": "error (MC)",
    "monte_carlo_loss": "loss (MC)",
    "monte_carlo_bits": "bits (MC)",
    "monte_carlo_rmse": "RMSE (MC)",
    "monte_carlo_deviation": "predictive deviation (MC)",
    "monte_carlo_log_likelihood": "log-likelihood (MC)",
}


class Quantity(NamedTuple):
    """A metric as it is shown: value * scale, in `unit` ("" if it has none)."""

    name: str
    title: str
    unit: str
    scale: float

    @property
    def axis_label(self) -> str:
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @property
    def lower_is_better(self) -> bool:
        """Of errors, losses and distances; not of accuracies, scores and likelihoods."""
        return not self.name.rsplit(".", 1)[-1].endswith(
            ("accuracy", "score", "reward", "likelihood")
        )

    @property
    def difference_unit(self) -> str:
        return "points" if self.unit == "%" else self.unit


def quantity(dataset, name: str) -> Quantity:
    """A metric of the dataset. Fractions (errors) are shown in percent."""
    best = name.startswith("best.")
    part, _, measure = name.removeprefix("best.").partition(".")
    title = (
        f"{PARTS.get(part, part.capitalize())} {MEASURES.get(measure, measure.replace('_', ' '))}"
        if measure
        else sentence(part)
    )
    if best:
        title = (
            "Best validation loss"
            if name == "best.validation.loss"
            else title + " at the best validation"
        )
    variable = next((dataset[each] for each in (f"curves.{name}", name) if each in dataset), None)
    unit = "" if variable is None else variable.attrs.get("units", "")
    if measure in ("error", "monte_carlo_error"):
        return Quantity(name, title, "%", 100)
    return Quantity(name, title, "" if unit == "1" else unit, 1)


def sentence(word: str) -> str:
    text = word.replace("_", " ")
    return text[:1].upper() + text[1:]


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
