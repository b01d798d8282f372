#!/usr/bin/env python3
"""Holds the table of layers of the design against the #includes of lib/, experiments/ and tests/.

Usage: layering.py ROOT
"""

import re
import sys
from pathlib import Path

from sources import Violation, files, read, report

# folder of lib/ -> folders that it may include, itself aside. Includes go downward only.
_NUMERIC = {"core", "random", "tensor"}
LAYERS = {
    "core": set(),
    "random": {"core"},
    "statistics": {"core"},
    "tensor": {"core"},
    "data": _NUMERIC | {"results"},
    "regularizers": _NUMERIC,
    "optimizers": _NUMERIC,
    "models": _NUMERIC | {"regularizers"},
    "evaluation": _NUMERIC | {"regularizers", "models", "data"},
    "probes": _NUMERIC | {"regularizers", "models", "data", "evaluation"},
    "training": _NUMERIC | {"regularizers", "optimizers", "models", "data", "evaluation", "probes"},
    "sweep": {"core", "random", "statistics"},
    "results": {"core"},
}
LAYERS["execution"] = set(LAYERS)

# header -> where it may be included (path prefixes), and why nowhere else.
THIRD_PARTY = [
    (r"yaml-cpp/", ["lib/sweep/yaml.cpp"], "YAML becomes typed values in one place"),
    (r"nlohmann/", ["lib/core/json.cpp"], "JSON becomes typed values in one place"),
    (
        r"(hdf5|hdf5_hl|H5\w+)\.h$",
        ["lib/results/", "tests/results/"],
        "HDF5 is the business of lib/results",
    ),
    (
        r"oneapi/",
        [
            "lib/tensor/bf16_products.cpp",
            "lib/tensor/onednn_gemm.cpp",
            "experiments/bench/rivals/onednn_steps.cpp",
        ],
        "oneDNN is optional, and two files know it, beside the rival that is measured",
    ),
    (
        r"xtensor-blas/|(cblas|lapacke?|openblas_config)\.h$",
        ["lib/tensor/", "tests/tensor/", "experiments/bench/"],
        "products go through tensor/gemm.hpp",
    ),
    (
        r"xsimd/|\w*intrin\.h$|omp\.h$",
        ["lib/tensor/", "lib/random/keep_bits.cpp"],
        "only lib/tensor, and the masks of dropout, know how arithmetic is made fast",
    ),
    (r"Random123/", ["lib/random/", "tests/random/"], "random numbers come from random/philox.hpp"),
    (r"xxhash\.h$", ["lib/core/"], "hashes come from core/hash.hpp"),
    (r"CLI/", ["experiments/"], "the command line is the business of experiments"),
    (
        r"zlib\.h$|openssl/|png\.h$",
        ["lib/data/", "tests/data/"],
        "archives, checksums and pictures are the business of lib/data",
    ),
    (
        r"xtensor/",
        [
            "lib/tensor/",
            "lib/data/",
            "lib/regularizers/",
            "lib/optimizers/",
            "lib/models/",
            "lib/evaluation/",
            "lib/probes/",
            "lib/training/",
            "tests/",
            "experiments/bench/",
        ],
        "text and storage know no tensors",
    ),
    (r"benchmark/", ["experiments/bench/"], "measurements of speed live in experiments/bench"),
    (r"catch2/", ["tests/"], "test frameworks stay in tests"),
]

GENERATED = {"build_program.hpp"}  # written by the build, not in lib/

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def own_include(root: Path, path: Path, header: str) -> str | None:
    """What is wrong with `header`, a quoted include of our own, in `path`; None if nothing is."""
    top, owner = path.parts[0], path.parts[1]
    used = header.split("/")[0]
    if header in GENERATED:
        return None
    if top != "lib" and ((root / path.parent / header).exists() or (root / top / header).exists()):
        return None  # programs and tests have helpers beside them
    if "/" not in header:
        return f'"{header}" has no folder; write includes from lib/ on, like "core/value.hpp"'
    if used not in LAYERS:
        return (
            f'"{header}" is in no folder of lib/; add lib/{used} to the table of layers or correct'
            " the include"
        )
    if top != "lib":
        return None  # programs and tests stand on everything
    if owner not in LAYERS:
        return (
            f"lib/{owner} is not in the table of layers; add it to LAYERS in tests/lint/layering.py"
        )
    if used != owner and used not in LAYERS[owner]:
        allowed = ", ".join(sorted(LAYERS[owner])) or "nothing"
        return (
            f'lib/{owner} must not include "{header}": includes go downward only, and below'
            f" {owner} is {allowed}"
        )
    return None


def third_party_include(path: Path, header: str) -> str | None:
    for pattern, places, why in THIRD_PARTY:
        if re.match(pattern, header) and not any(str(path).startswith(place) for place in places):
            return f"<{header}> belongs into {' or '.join(places)} only: {why}"
    return None


def check(root: Path):
    violations, checked = [], 0
    for path in files(root, ["lib", "experiments", "tests"], {".hpp", ".cpp"}):
        checked += 1
        for number, line in enumerate(read(root, path), 1):
            if match := INCLUDE.match(line):
                wrong = third_party_include(path, match[2])
                if not wrong and match[1] == '"':
                    wrong = own_include(root, path, match[2])
                if wrong:
                    violations.append(Violation(str(path), number, wrong))
    return violations, checked


if __name__ == "__main__":
    sys.exit(report(*check(Path(sys.argv[1]))))
