"""A small archive that rebuilds every table and figure of a sweep in seconds, without training and
without this repository.

Inside: results.h5 (netCDF-4), plan.json, sweep.yaml, failures/, the results of every test example
if trials store them (examples.h5, one group per trial), the tables to hold them against, among them
the same numbers as CSV with a codebook, the package `analysis` and a README. Equal results
give equal bytes.
"""

import io
import zipfile
from pathlib import Path

import h5py
import xarray as xr

from . import report
from .examples import BUNDLED
from .provenance import provenance
from .summary import Summary

PACKAGE = Path(__file__).resolve().parent
README = """{title}

{description}.

    python3 -m analysis report .     writes tables/, figures/ and report.html anew
    python3 -m analysis verify .     holds tables/ against results.h5

Both are run in this folder and need numpy, scipy, pandas, h5py, h5netcdf, xarray, matplotlib, \
statsmodels and jinja2 (Debian: python3-<name>).

results.h5          one row per trial, netCDF-4: \
xarray.open_dataset("results.h5", engine="h5netcdf")
tables/trials.csv   one row per planned trial: settings, status, final metrics
tables/curves.csv   one row per trial and evaluation
tables/codebook.md  what every column of these and the other CSV files means
plan.json           what was planned, frozen before anything ran, with every trial's configuration
"""


def contents(dataset: xr.Dataset, summary: Summary) -> dict:
    """Name in the archive -> bytes."""
    folder = Path(dataset.attrs["folder"])
    origin = provenance(dataset)
    made = {
        "README.txt": README.format(title=origin.title, description=origin.description).encode()
    }
    for name in ("results.h5", "plan.json", "sweep.yaml"):
        if (folder / name).exists():
            made[name] = (folder / name).read_bytes()
    for file in sorted(folder.glob("plan.before-*.json")):
        made[file.name] = file.read_bytes()
    for file in sorted((folder / "failures").glob("*.json")):
        made[f"failures/{file.name}"] = file.read_bytes()
    if examples := _examples(folder, [each for row in summary.rows for each in row.trials]):
        made[BUNDLED] = examples
    made |= {
        f"tables/{name}": text.encode()
        for name, text in report.table_texts(dataset, summary).items()
    }
    for file in sorted(
        each for each in PACKAGE.rglob("*") if each.suffix in (".py", ".html", ".bib")
    ):
        made[f"analysis/{file.relative_to(PACKAGE)}"] = file.read_bytes()
    return made


def write(dataset: xr.Dataset, summary: Summary, file: Path) -> Path:
    """A zip with one folder named after the sweep."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents(dataset, summary).items():
            entry = zipfile.ZipInfo(
                f"{summary.sweep or 'sweep'}/{name}"
            )  # of 1 January 1980: no clock in the bytes
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return file


def _examples(folder: Path, trials: list) -> bytes:
    """The groups examples/ of trial files in one file; b"" if there are none."""
    if (folder / BUNDLED).exists():
        return (folder / BUNDLED).read_bytes()
    memory = io.BytesIO()
    with h5py.File(memory, "w") as out:
        for trial in trials:
            file = folder / "trials" / f"{trial}.h5"
            if not file.exists():
                continue
            with h5py.File(file, "r") as opened:
                for name, values in opened.get("examples", {}).items():
                    if values.dtype.kind in "fiu" and "." in name:  # the others are dimensions
                        out.create_dataset(
                            f"{trial}/{name}",
                            data=values[()],
                            compression="gzip",
                            shuffle=True,
                            track_times=False,
                        )
        empty = not len(out)
    return b"" if empty else memory.getvalue()
