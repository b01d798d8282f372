#!/usr/bin/env python3
"""Plants an error in a copy of the tree, one at a time, and expects tests to fail: a test that cannot fail proves nothing.

Usage: tests/contract/mutations.py [WORD ...]     only the errors whose name contains one of the words

Builds test_contract and test_regularizers in build-tests/mutations/ (the first time takes as long as a build of the library). Not
part of the automatic tests. Exit code 0 iff the tests pass without an error and fail with each.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "build-tests/mutations"
BUILD = COPY / "build-tests/release"
PROGRAMS = ("test_contract", "test_regularizers")
TESTS = {"test_contract": ["noise contract*,oracle*"], "test_regularizers": []}
NOISE, SITE, MODELS = "lib/regularizers/noise/", "lib/regularizers/site_noise.cpp", "lib/models/"

# name, file, what is there, what is put in its place
ERRORS = [
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
        SITE,
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
        ".by_logit = weights * squares * p / keep + entropy",
        ".by_logit = weights * squares * p / keep - entropy",
    ),
    (
        "learned rate: the perceptron forgets its gradient",
        MODELS + "mlp.cpp",
        "write_learned(gradient);",
        "",
    ),
    (
        "learned rate: a pass keeps the gradient of the last",
        "lib/regularizers/learned_rate.cpp",
        "slope_ = 0, multiplier_",
        "multiplier_",
    ),
    (
        "moments: variance of DropConnect doubled",
        MODELS + "expected_activation.cpp",
        "variance, inputs.data()",
        "4 * variance, inputs.data()",
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
    ("site: drops in evaluation", SITE, "if (!moment.training) {", "if (moment.step > 1000000) {"),
    (
        "site: inference scaling forgotten in evaluation",
        SITE,
        "{{inference ? mean() : real(1)}, nullptr",
        "{{inference ? real(1) : real(1)}, nullptr",
    ),
    (
        "site: scaled in the wrong direction",
        SITE,
        "request.scale = 1 / entry_->moments(request).mean",
        "request.scale = entry_->moments(request).mean",
    ),
    ("site: every pass has the same mask", SITE, ".pass = moment.pass", ".pass = 0"),
    ("site: every step has the same mask", SITE, ".step = moment.step, .pass", ".step = 0, .pass"),
    ("site: every site has the same mask", SITE, '"site/" + site.name', '"site/" + site.axes[0]'),
    (
        "site: parts of a batch begin anew",
        SITE,
        "by_row ? moment.first_row",
        "by_row ? 0 * moment.first_row",
    ),
    (
        "mask: kept heads not weighed up",
        "lib/regularizers/mask.cpp",
        "row[i] *= factor",
        "row[i] *= factor / factor",
    ),
    (
        "perceptron: backward without the mask",
        MODELS + "mlp.cpp",
        "below->z.data(), below->noise.factors,",
        "below->z.data(), {below->noise.factors.scale},",
    ),
    (
        "perceptron: backward with half the scale",
        MODELS + "mlp.cpp",
        "below->z.data(), below->noise.factors,",
        "below->z.data(), {below->noise.factors.scale / 2, below->noise.factors.each, below->noise.factors.kept, below->noise.factors.first},",
    ),
    (
        "weights: backward without the mask",
        MODELS + "linear_map.cpp",
        "apply_backward(drawn_, out() * in(), weight_gradient);",
        "",
    ),
    (
        "weights: mask redrawn in backward",
        MODELS + "linear_map.cpp",
        "  apply_backward(drawn_, out() * in(), weight_gradient);",
        "  const std::int64_t again[] = {out(), in()};\n  apply_backward(noise_ == nullptr ? Draw{} : noise_->draw({true, 12345, 0}, again), out() * in(), weight_gradient);",
    ),
    (
        "transformer: backward of a branch without the mask",
        MODELS + "residual_branch.cpp",
        "apply_backward(path_noise_.identity() ? output_noise_ : path_noise_, n, stream_gradient, branch_gradient_.data());",
        "std::copy_n(stream_gradient, n, branch_gradient_.data());",
    ),
    (
        "attention: backward without the mask",
        MODELS + "causal_attention.cpp",
        "apply_below_diagonal(noise_, each * T_ * T_, T_, G, false, G);",
        "",
    ),
    (
        "attention: heads' backward without the mask",
        MODELS + "causal_attention.cpp",
        "copy_noisy({head_.factors},",
        "copy_noisy({{head_.factors.scale}},",
    ),
]


def quiet(*command):
    return subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def prepare():
    for name in ("lib", "tests", "experiments", "cmake", "configs"):
        shutil.rmtree(COPY / name, ignore_errors=True)
        shutil.copytree(
            ROOT / name, COPY / name, copy_function=shutil.copy
        )  # new times: a run that was stopped left errors in objects
    for name in ("CMakeLists.txt", "CMakePresets.json"):
        shutil.copy2(ROOT / name, COPY / name)
    configured = quiet(
        "cmake", "--preset", "release", "-S", COPY, "-B", BUILD, "-DREGSWEEP_WERROR=ON"
    )  # as CI builds it
    if configured.returncode:
        sys.exit(configured.stdout)


def failures():
    """How many of the tests fail; None when the tree does not build."""
    built = quiet("cmake", "--build", BUILD, "-j2", "--target", *PROGRAMS)
    if built.returncode:
        print(built.stdout[-2000:])
        return None
    failed = 0
    for program in PROGRAMS:
        ran = subprocess.run(
            [BUILD / program, *TESTS[program]], stdout=subprocess.PIPE, text=True, check=False
        )
        failed += (
            ran.stdout.count(
                "\n...............................................................................\n"
            )
            if ran.returncode
            else 0
        )
    return failed


def main(words):
    for name, place, right, _ in ERRORS:
        if (count := (ROOT / place).read_text(encoding="utf-8").count(right)) != 1:
            sys.exit(f"{name}: {place} holds '{right}' {count} times; mend ERRORS")
    prepare()
    clean = failures()
    if clean != 0:
        sys.exit("the tests fail without any error planted, or do not build")
    survived = []
    chosen = [each for each in ERRORS if not words or any(word in each[0] for word in words)]
    for name, place, right, wrong in chosen:
        file = COPY / place
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(right, wrong), encoding="utf-8")
        failed = failures()
        file.write_text(text, encoding="utf-8")
        print(
            f"{'not built' if failed is None else f'{failed} fail' if failed else 'SURVIVED'}  {name}",
            flush=True,
        )
        if not failed:
            survived.append(name)
    print(f"{len(chosen) - len(survived)} of {len(chosen)} planted errors were found")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
