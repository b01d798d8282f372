"""`python3 -m analysis`: finds an interpreter that has the packages, then runs the command line of
cli.py.

A pyenv or virtual environment often stands in front of the distribution's Python, which is the one
that has the packages. Then this says so and goes on with /usr/bin/python3. Uses the standard
library only.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

DISTRIBUTION = "/usr/bin/python3"
PACKAGES = {
    "numpy": "python3-numpy",
    "scipy": "python3-scipy",
    "pandas": "python3-pandas",
    "h5py": "python3-h5py",
    "h5netcdf": "python3-h5netcdf",
    "xarray": "python3-xarray",
    "matplotlib": "python3-matplotlib",
    "statsmodels": "python3-statsmodels",
    "jinja2": "python3-jinja2",
}
# set once another interpreter was tried, so that it is tried once
TRIED = "REGSWEEP_ANALYSIS_INTERPRETER"


def missing_packages() -> list[str]:
    """Names of modules in PACKAGES that this interpreter does not find."""
    return [name for name in PACKAGES if find_spec(name) is None]


def change_interpreter(missing: list[str]) -> None:
    """Runs the same command with the distribution's Python; returns only if there is none."""
    same = os.path.realpath(sys.executable) == os.path.realpath(DISTRIBUTION)
    if TRIED in os.environ or same or not os.access(DISTRIBUTION, os.X_OK):
        return
    print(
        f"analysis: {sys.executable} lacks {', '.join(missing)}; going on with {DISTRIBUTION}",
        file=sys.stderr,
        flush=True,
    )
    root = str(Path(__file__).resolve().parent.parent)
    others = [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]
    environment = {**os.environ, TRIED: "1", "PYTHONPATH": os.pathsep.join([root, *others])}
    os.execve(DISTRIBUTION, [DISTRIBUTION, "-m", __package__, *sys.argv[1:]], environment)


def main() -> int:
    """Returns the exit code; 5 if packages are missing everywhere."""
    missing = missing_packages()
    if missing:
        change_interpreter(missing)
        packages = " ".join(PACKAGES[name] for name in missing)
        print(
            (
                f"analysis: {sys.executable} lacks {', '.join(missing)}; install the Debian"
                f" package(s): apt-get install {packages}"
            ),
            file=sys.stderr,
        )
        return 5
    from .cli import main as command_line

    return command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
