"""The errors that mutations.py plants: what is there, and the wrong code that is put in its place.

An error is anchored at a short piece of code that occurs once in its place, a file or all of a
folder. Only the tokens of the piece count, not the white space between them, so neither a new line
break nor a move to another file of the folder loses it. tests/lint/planted.py holds this on every
test run: a piece that occurs nowhere or twice is a lint error there.
"""

import re
from pathlib import Path
from typing import Iterator, NamedTuple

NOISE = "lib/regularizers/noise/"
RULES = "lib/regularizers/rules/"
NOISES = "lib/regularizers/"
MODELS = "lib/models/"

_TOKEN = re.compile(r"\w+|\S")


class PlantedError(NamedTuple):
    name: str
    place: str  # a file, or a folder with a slash at its end
    right: str
    wrong: str


class Occurrence(NamedTuple):
    file: Path  # relative to the root
    start: int
    end: int


def occurrences(root: Path, error: PlantedError) -> Iterator[Occurrence]:
    """Where the tokens of error.right occur in sources of its place."""
    spaced = r"\s*".join(re.escape(token) for token in _TOKEN.findall(error.right))
    spaced += r"(?!\w)" if error.right[-1].isalnum() else ""
    # A word at an end of the piece is a whole word: `rate` does not occur in `rates`.
    pattern = re.compile(rf"(?<!\w){spaced}" if error.right[0].isalnum() else spaced)
    place = root / error.place
    files = sorted(place.rglob("*.[ch]pp")) if error.place.endswith("/") else [place]
    for file in files:
        if file.exists():
            for match in pattern.finditer(file.read_text(encoding="utf-8")):
                yield Occurrence(file.relative_to(root), match.start(), match.end())


ERRORS = [
    PlantedError(*each)
    for each in (
        (
            "bernoulli: wrong scale",
            NOISE + "bernoulli.cpp",
            "static_cast<real>(r.scale)",
            "static_cast<real>(1.05 * r.scale)",
        ),
        (
            "bernoulli: rate taken as keep",
            NOISE + "bernoulli.cpp",
            "words, drop_threshold(r.rate)",
            "words, drop_threshold(1 - r.rate)",
        ),
        (
            "bernoulli: rate taken as keep, bits",
            NOISE + "bernoulli.cpp",
            "threshold = drop_threshold(r.rate)",
            "threshold = drop_threshold(1 - r.rate)",
        ),
        (
            "bernoulli: wrong scale, bits",
            NOISES,
            "static_cast<real>(request.scale), nullptr",
            "static_cast<real>(1.05 * request.scale), nullptr",
        ),
        (
            "gaussian: variance taken as deviation",
            NOISE + "gaussian.cpp",
            "std::sqrt(r.rate / (1 - r.rate))",
            "r.rate / (1 - r.rate)",
        ),
        (
            "additive_gaussian: deviation taken as variance",
            NOISE + "additive_gaussian.cpp",
            "static_cast<real>(r.rate)",
            "static_cast<real>(r.rate * r.rate)",
        ),
        (
            "additive_uniform: one-sided",
            NOISE + "additive_uniform.cpp",
            "2 * uniform(words[i]) - 1",
            "uniform(words[i])",
        ),
        (
            "additive_uniform: size of an example ignored",
            NOISE + "additive_uniform.cpp",
            "std::sqrt(static_cast<double>(r.example))",
            "std::sqrt(static_cast<double>(r.row))",
        ),
        (
            "alpha: shift forgotten",
            NOISE + "alpha.cpp",
            "shift = static_cast<real>(b)",
            "shift = static_cast<real>(0 * b)",
        ),
        (
            "alpha: rate taken as keep",
            NOISE + "alpha.cpp",
            "drop_threshold(request.rate)",
            "drop_threshold(1 - request.rate)",
        ),
        (
            "block: wrong scale",
            NOISE + "block.cpp",
            "static_cast<real>(r.scale)",
            "static_cast<real>(1.05 * r.scale)",
        ),
        ("block: blocks of one", NOISE + "block.cpp", ".blocks = true", ".blocks = false"),
        (
            "regular: phase always 0",
            NOISE + "regular.cpp",
            "uniform(words[1])",
            "(0 * uniform(words[1]))",
        ),
        (
            "regular: the longer period too often",
            NOISE + "regular.cpp",
            "< chance_of_longer",
            "< 1.2 * chance_of_longer",
        ),
        (
            "concrete: rate taken as keep",
            NOISE + "concrete.cpp",
            "(logit(rate) + logit(u))",
            "(logit(u) - logit(rate))",
        ),
        (
            "concrete: slope without the temperature",
            NOISE + "concrete.cpp",
            "r.rate - z / r.numbers[temperature]",
            "r.rate - z",
        ),
        (
            "concrete: not divided by keep",
            NOISE + "concrete.cpp",
            "/ warmth)) / (1 - rate)",
            "/ warmth))",
        ),
        (
            "concrete: entropy with the wrong sign",
            NOISE + "concrete.cpp",
            "p / keep + entropy",
            "p / keep - entropy",
        ),
        (
            "learned rate: the perceptron forgets its gradient",
            MODELS + "kinds/mlp.cpp",
            "write_learned(gradient);",
            "",
        ),
        (
            "learned rate: a pass keeps the gradient of the last",
            NOISES + "learned_rate.cpp",
            "slope_ = 0",
            "slope_ += 0",
        ),
        (
            "moments: variance of DropConnect doubled",
            MODELS + "expected_activation.cpp",
            "W.rows}, variance)",
            "W.rows}, 4 * variance)",
        ),
        (
            "drop_key: a query loses itself",
            NOISE + "drop_key.cpp",
            ".spares_diagonal = true",
            ".spares_diagonal = false",
        ),
        (
            "drop_key: a large number instead of infinity",
            NOISE + "drop_key.cpp",
            "-std::numeric_limits<real>::infinity()",
            "real(-3)",
        ),
        ("site: drops in evaluation", NOISES, "if (!pass.training ||", "if ("),
        (
            "site: inference scaling forgotten in evaluation",
            NOISES,
            "Draw draw{{static_cast<real>(multiplier.mean)}};",
            "Draw draw{{pass.training ? static_cast<real>(multiplier.mean) : real(1)}};",
        ),
        (
            "site: the scale of noise that has ended forgotten",
            NOISES,
            "if (ended) request.rate = scheduled_.full();",
            "if (ended && pass.training) request.rate = scheduled_.full();",
        ),
        (
            "site: parts of a batch begin masks along the batch anew",
            NOISES,
            "if (pass.batch_rows > 0) lengths[0] = pass.batch_rows;",
            "if (pass.batch_rows > 0) lengths[0] = pass.first_row + shape[0];",
        ),
        (
            "site: scaled in the wrong direction",
            NOISES,
            "request.scale = 1 / entry_->",
            "request.scale = entry_->",
        ),
        ("site: every pass has the same mask", NOISES, ".pass = pass.pass", ".pass = 0"),
        ("site: every step has the same mask", NOISES, ".step = pass.step", ".step = 0"),
        (
            "site: every site has the same mask",
            NOISES + "site_noise.cpp",
            '"site/" + site.name',
            '"site/" + site.axes[0]',
        ),
        (
            "site: parts of a batch begin anew",
            NOISES,
            "by_row ? pass.first_row",
            "by_row ? 0 * pass.first_row",
        ),
        (
            "mask: kept heads not weighed up",
            NOISES,
            "row[i] *= factor",
            "row[i] *= factor / factor",
        ),
        (
            "perceptron: backward without the mask",
            MODELS,
            "below->mask.factors,",
            "{below->mask.factors.scale},",
        ),
        (
            "perceptron: backward with half the scale",
            MODELS,
            "below->mask.factors,",
            (
                "{below->mask.factors.scale / 2, below->mask.factors.each,"
                " below->mask.factors.kept, below->mask.factors.first},"
            ),
        ),
        (
            "weights: backward without the mask",
            MODELS + "linear_map.cpp",
            "apply_noise_backward(mask_, out() * in(), weight_gradient);",
            "",
        ),
        (
            "weights: mask redrawn in backward",
            MODELS + "linear_map.cpp",
            "apply_noise_backward(mask_, out() * in(), weight_gradient);",
            (
                "const std::int64_t again[] = {out(), in()}; apply_noise_backward(noise_ == nullptr"
                " ? Draw{} : noise_->draw({true, 12345, 0}, again), out() * in(), weight_gradient);"
            ),
        ),
        (
            "transformer: backward of a branch without the mask",
            MODELS,
            "path_noise_.identity() ? output_noise_ : path_noise_, n",
            "Draw{}, n",
        ),
        (
            "attention: backward without the mask",
            MODELS,
            "A, attention_noise_.factors.from(head.pairs), dS",
            "A, kernels::Factors{}, dS",
        ),
        (
            "attention: heads' backward without the mask",
            MODELS,
            "copy_noisy({head_noise_.factors},",
            "copy_noisy({{head_noise_.factors.scale}},",
        ),
        (
            "activation_l2: half the gradient",
            RULES + "activation_l2.cpp",
            "static_cast<real>(2 * factor)",
            "static_cast<real>(factor)",
        ),
        (
            "activation_l2: a part of the batch counts as all of it",
            RULES + "activation_l2.cpp",
            "share * options_.rate",
            "options_.rate",
        ),
        (
            "confidence_penalty: entropy with the wrong sign",
            RULES + "confidence_penalty.cpp",
            "(logs[k] + entropy)",
            "(logs[k] - entropy)",
        ),
        (
            "decay_to_initialization: towards 0",
            RULES + "decay_to_initialization.cpp",
            "(w[i] - initial[i])",
            "w[i]",
        ),
        (
            "decov: variances are penalized, too",
            RULES + "decov.cpp",
            "(i * F + i)] = 0",
            "(i * F + i)] *= 1",
        ),
        (
            "early_stopping: one evaluation too late",
            RULES + "early_stopping.cpp",
            "waited >= options_.patience",
            "waited > options_.patience",
        ),
        (
            "gradient_noise: variance taken as deviation",
            RULES + "gradient_noise.cpp",
            "std::sqrt(variance)",
            "variance",
        ),
        (
            "gradient_noise: every step has the same noise",
            RULES + "gradient_noise.cpp",
            "static_cast<std::uint32_t>(step), 0, at",
            "0, 0, at",
        ),
        (
            "kl_sparsity: wrong sign in the gradient",
            RULES + "kl_sparsity.cpp",
            "- target / m)",
            "+ target / m)",
        ),
        (
            "l1: negative weights are free",
            RULES + "l1.cpp",
            "w[i] < 0 ? rate",
            "w[i] < 0 ? 0 * rate",
        ),
        ("l2: value without the half", RULES + "l2.cpp", "rate_ / 2 * squares", "rate_ * squares"),
        (
            "label_smoothing: not divided by the classes",
            RULES + "label_smoothing.cpp",
            "rate_ / static_cast<double>(soft_targets.shape(1))",
            "rate_",
        ),
        (
            "max_norm: scaled in the wrong direction",
            RULES + "max_norm.cpp",
            "options_.limit / norm",
            "norm / options_.limit",
        ),
        ("mixup: examples stay as they are", RULES + "mixup.cpp", "a / (a + b)", "1"),
        ("mixup: every step has the same partners", RULES + "mixup.cpp", "step, rows)", "0, rows)"),
        (
            "r_drop: both passes have the same masks",
            RULES + "r_drop.cpp",
            "part.forward(1)",
            "part.forward(0)",
        ),
        (
            "r_drop: the first pass has no gradient",
            RULES + "r_drop.cpp",
            "part.backward(outputs, 0.5, other_gradient_);",
            "",
        ),
        ("sam: downhill", RULES + "sam.cpp", "radius_ / norm", "-radius_ / norm"),
        (
            "sam: the weights stay where the gradient was taken",
            RULES + "sam.cpp",
            "weights = here_;",
            "",
        ),
        (
            "slowness: only the later position is moved",
            RULES + "slowness.cpp",
            "g[i] -= slope;",
            "",
        ),
        (
            "weight_averaging: a checkpoint forgets the average",
            RULES + "weight_averaging.cpp",
            'return {{"weight_averaging", &average_}};',
            "return {};",
        ),
        (
            "weight_averaging: decay taken as its rest",
            RULES + "weight_averaging.cpp",
            "1 - options_.decay",
            "options_.decay",
        ),
        (
            "weight_decay: without the learning rate",
            RULES + "weight_decay.cpp",
            "learning_rate * rate_",
            "rate_",
        ),
        ("rules: off is kept", NOISES + "rule_entry.cpp", "if (!off)", "if (off || true)"),
    )
]
