"""Metrics by name: what people call them, in which unit and on which scale they are shown, whether
lower is better.

A metric is named "<part>.<measure>" (test.error), "best.<part>.<measure>" (at the lowest validation
loss), or by one word (learning_rate). MEASURES is the one list on this side. Units are the
attributes `units` of results.h5, which the program writes; errors are fractions there and percent
here.
"""

from typing import NamedTuple


class Measure(NamedTuple):
    """`words`: behind the name of the part.

    `unit`, `scale`: shown is value * scale in this unit; None: the file's own.
    """

    words: str
    lower_is_better: bool = True
    unit: str | None = None
    scale: float = 1


MEASURES = {
    "error": Measure("error", unit="%", scale=100),
    "loss": Measure("loss"),
    "loss_noisy": Measure("loss with noise"),
    "rmse": Measure("RMSE"),
    "bits": Measure("bits"),
    "perplexity": Measure("perplexity"),
    "character_loss": Measure("loss per character"),
    "monte_carlo_error": Measure("error (MC)", unit="%", scale=100),
    "monte_carlo_loss": Measure("loss (MC)"),
    "monte_carlo_bits": Measure("bits (MC)"),
    "monte_carlo_rmse": Measure("RMSE (MC)"),
    "monte_carlo_deviation": Measure("predictive deviation (MC)"),
    "monte_carlo_log_likelihood": Measure("log-likelihood (MC)", lower_is_better=False),
}
PARTS = {"train": "Training", "validation": "Validation", "test": "Test"}
BEST = "best."  # before the name of a metric: its value where the validation loss is lowest
OF_BEST = {
    "validation.loss": "Best validation loss"
}  # titles that are not "... at the best validation"
HIGHER_IS_BETTER = ("accuracy", "score", "reward", "likelihood")  # last words of unlisted measures


class Metric(NamedTuple):
    """A metric as it is shown: value * scale, in `unit` ("" if it has none)."""

    name: str
    title: str
    unit: str
    scale: float
    lower_is_better: bool

    @property
    def axis_label(self) -> str:
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @property
    def difference_unit(self) -> str:
        return "points" if self.unit == "%" else self.unit

    def difference_text(self, number: str) -> str:
        """A printed difference with its unit: "0.5 points", "1 point"."""
        one = self.unit == "%" and number.lstrip("+-\u2212") == "1"
        return f"{number} {'point' if one else self.difference_unit}".rstrip()


def metric(dataset, name: str) -> Metric:
    """The metric of a dataset (of load.py; any mapping of names to variables) by its name.

    One that is not listed gets its name as words.
    """
    if name.startswith("probes."):
        plain, _, place = name.partition("[")
        words = dataset[plain].attrs.get("long_name", name) if plain in dataset else name
        words += f" [{place}" if place and words != name else ""
        return Metric(name, sentence(words), _unit_in_file(dataset, plain), 1, True)
    at_best = name.startswith(BEST)
    plain = name.removeprefix(BEST)
    part, _, measure = plain.partition(".")
    known = MEASURES.get(measure) or _unlisted(measure or plain)
    title = f"{PARTS.get(part, part.capitalize())} {known.words}" if measure else sentence(part)
    if at_best:
        title = OF_BEST.get(plain, f"{title} at the best validation")
    unit = _unit_in_file(dataset, name) if known.unit is None else known.unit
    return Metric(name, title, unit, known.scale, known.lower_is_better)


def _unlisted(measure: str) -> Measure:
    words = measure.replace("_", " ")
    return Measure(words, lower_is_better=not words.endswith(HIGHER_IS_BETTER))


def _unit_in_file(dataset, name: str) -> str:
    """Of the metric's curve, else of its final value; "1" in the file means no unit."""
    variable = next((dataset[each] for each in (f"curves.{name}", name) if each in dataset), None)
    unit = "" if variable is None else variable.attrs.get("units", "")
    return "" if unit == "1" else unit


def sentence(word: str) -> str:
    """A name with underscores as the beginning of a sentence."""
    words = word.replace("_", " ")
    return words[:1].upper() + words[1:]
