"""Training steps of perceptrons here and by everything that this platform has, on one core, in turn
(A B C A B C): ms per step, and how many times regsweep's.

    python3 -m experiments.bench.rivals [--only WORDS] [--workload WORDS] [--rounds 5] [--seconds 2]
                                        [--build build] [--prefix DIR] [--csv FILE]

The work is the same: forward, cross-entropy, backward, SGD with momentum, float32, no noise. A
rival whose package is missing is named with it; Debian's names. --prefix: a folder into which
packages were unpacked (dpkg -x). C++ programs are compiled into BUILD/rivals when they are older
than their source.
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ..against_pytorch import ONE_CORE

HERE = Path(__file__).resolve().parent
OURS = "regsweep"
WORKLOADS = {  # name in steps_bench -> sizes, batch
    "mlp 128-64-10 b64": ("128,64,10", 64),
    "mlp 784-256x2-10 b64": ("784,256,256,10", 64),
    "mlp 784-1024x3-10 b128": ("784,1024,1024,1024,10", 128),
}


@dataclass(frozen=True)
class Rival:
    name: str
    program: str  # a file of this folder
    package: str
    needs: str  # a header, or a Python module
    libraries: tuple = ()
    more: tuple = ()  # arguments


RIVALS = (
    Rival("PyTorch", "pytorch_steps.py", "python3-torch", "torch"),
    Rival("PyTorch, 8 models at once", "pytorch_steps.py", "python3-torch", "torch", more=(8,)),
    Rival(
        "libtorch",
        "libtorch_steps.cpp",
        "libtorch-dev",
        "torch/torch.h",
        ("torch", "torch_cpu", "c10"),
    ),
    Rival("scikit-learn", "scikit_learn_steps.py", "python3-sklearn", "sklearn"),
    Rival("oneDNN", "onednn_steps.cpp", "libdnnl-dev", "oneapi/dnnl/dnnl.hpp", ("dnnl",)),
    Rival("LIBXSMM", "libxsmm_steps.cpp", "libxsmm-dev", "libxsmm.h", ("xsmm", "blas", "dl")),
    Rival("dlib", "dlib_steps.cpp", "libdlib-dev", "dlib/dnn.h", ("dlib", "blas", "lapack")),
)


def arguments():
    parser = argparse.ArgumentParser(
        prog="rivals", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="rivals whose name contains this")
    parser.add_argument("--workload", default="", help="workloads whose name contains this")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2, help="of steps, per round and program")
    parser.add_argument("--build", type=Path, default=Path("build"), help="holds steps_bench")
    parser.add_argument("--prefix", type=Path, help="where packages were unpacked")
    parser.add_argument("--csv", type=Path, help="write the rounds there")
    return parser.parse_args()


class Toolbox:
    """Finds, compiles and runs the programs."""

    def __init__(self, build: Path, prefix: Path | None):
        self.build = build
        roots = [Path("/usr"), *([prefix / "usr"] if prefix else [])]
        folders = ("lib", "lib/x86_64-linux-gnu")
        self.headers = [root / "include" for root in roots]
        self.libraries = [root / each for root in roots[1:] for each in folders]
        modules = [root / "lib/python3/dist-packages" for root in roots[1:]]
        self.environment = {**os.environ, **ONE_CORE}
        for variable, added in (("PYTHONPATH", modules), ("LD_LIBRARY_PATH", self.libraries)):
            known = [self.environment[variable]] if variable in self.environment else []
            if added:
                self.environment[variable] = ":".join([*map(str, added), *known])

    def command(self, rival: Rival) -> list | None:
        """None if its package is missing."""
        source = HERE / rival.program
        if source.suffix == ".py":
            wanted = ["/usr/bin/python3", "-c", f"import {rival.needs}"]
            found = subprocess.run(wanted, capture_output=True, env=self.environment).returncode
            return ["/usr/bin/python3", source] if found == 0 else None
        if not any((folder / rival.needs).exists() for folder in self.headers):
            return None
        return [self._compiled(source, rival.libraries)]

    def _compiled(self, source: Path, libraries: tuple) -> Path:
        program = self.build / "rivals" / source.stem
        newest = max(source.stat().st_mtime, (HERE / "perceptron.hpp").stat().st_mtime)
        if program.exists() and program.stat().st_mtime >= newest:
            return program
        program.parent.mkdir(parents=True, exist_ok=True)
        made = ["c++", "-std=gnu++20", "-O3", "-march=native", "-w", source, "-o", program]
        made += [f"-I{folder}" for folder in self.headers[1:]]
        api = [folder / "torch/csrc/api/include" for folder in self.headers]
        made += [f"-I{folder}" for folder in api if folder.exists()]
        made += [f"-L{folder}" for folder in self.libraries]
        made += [f"-l{library}" for library in libraries]
        subprocess.run(list(map(str, made)), check=True)
        return program

    def milliseconds(self, command: list) -> float:
        done = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, env=self.environment
        )
        if done.returncode != 0:
            sys.exit(f"rivals: {command[0]}: {done.stderr.strip() or done.returncode}")
        return float(done.stdout)


def programs(options, tools: Toolbox) -> dict:
    """Name -> function of (workload, seconds) that gives a command."""
    bench = options.build / "steps_bench"
    if not bench.exists():
        sys.exit(f"rivals: {bench} is missing; cmake --build build --target steps_bench")
    made = {OURS: lambda name, seconds: [bench, "--one", name, 0, seconds]}
    for rival in RIVALS:
        if options.only.lower() not in rival.name.lower():
            continue
        command = tools.command(rival)
        if command is None:
            print(f"{rival.name}: not here; Debian: {rival.package}")
            continue
        made[rival.name] = lambda name, seconds, command=command, rival=rival: [
            *command,
            *WORKLOADS[name],
            seconds,
            *rival.more,
        ]
    return made


def main():
    options = arguments()
    tools = Toolbox(options.build, options.prefix)
    known = programs(options, tools)
    header = [options.build / "steps_bench", "no such workload"]
    said = subprocess.run(
        list(map(str, header)), capture_output=True, text=True, env=tools.environment
    )
    print(said.stdout.splitlines()[0].rpartition(";")[0])
    print(f"{'workload':<26}{'program':<28}{'ms':>10}{'times ours':>12}{'(least':>9} .. most)")
    rows = []
    for name in filter(lambda each: options.workload in each, WORKLOADS):
        times: dict = {each: [] for each in known}
        for number in range(options.rounds):
            for each, command in known.items():
                times[each].append(tools.milliseconds(command(name, options.seconds)))
                rows.append((name, each, number, times[each][-1]))
        for each, measured in times.items():
            ratios = [theirs / ours for theirs, ours in zip(measured, times[OURS])]
            print(
                f"{name:<26}{each:<28}{statistics.median(measured):>10.4f}"
                f"{statistics.median(ratios):>12.2f}{min(ratios):>9.2f} .. {max(ratios):.2f}",
                flush=True,
            )
    if options.csv:
        with open(options.csv, "w", newline="") as file:
            csv.writer(file).writerows([("workload", "program", "round", "ms"), *rows])


if __name__ == "__main__":
    main()
