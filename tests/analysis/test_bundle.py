"""A bundle rebuilds tables and figures elsewhere: another folder, another process, the package that
lies inside.
"""

import os
import subprocess
import sys
import zipfile

import fake_results
import h5py
import numpy as np
import pandas as pd
import xarray as xr

from analysis import bundle, load, report, summarize


def sweep(folder):
    made = fake_results.write(
        folder,
        {"dropout.hidden.rate": [0, 0.5]},
        [[0.10, 0.11, 0.12], [0.2, 0.21, 0.22]],
        diverged=[(1, 2)],
        missing=[(0, 2)],
    )
    (made / "trials").mkdir()
    (made / "failures").mkdir()
    (made / "failures" / f"{fake_results.trial_id(0, 2)}.json").write_text("{}")
    for variant, seed in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        with h5py.File(made / "trials" / f"{fake_results.trial_id(variant, seed)}.h5", "w") as file:
            file["examples/test.loss"] = np.sqrt(np.arange(30) + variant + 0.37 * seed)
            file["examples/test.correct"] = (np.arange(30) % (5 - variant) > 0).astype(np.int64)
            file["examples/test.confidence"] = np.linspace(0.2, 0.9, 30)
    return made


def test_unpacked_elsewhere_it_gives_the_same_tables_and_figures(tmp_path):
    dataset = load(sweep(tmp_path / "sweep"))
    summary = summarize(dataset)
    report.report(dataset, summary, tmp_path / "here")
    with zipfile.ZipFile(bundle.write(dataset, summary, tmp_path / "fake.zip")) as archive:
        archive.extractall(tmp_path / "elsewhere")
    there = tmp_path / "elsewhere" / "fake"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = lambda *words: subprocess.run(
        [sys.executable, *words], cwd=there, env=environment, capture_output=True, text=True
    )  # noqa: E731
    assert run("-c", "import analysis; print(analysis.__file__)").stdout.strip() == str(
        there / "analysis/__init__.py"
    )
    made = run("-m", "analysis", "verify", ".")
    assert made.returncode == 0, made.stdout + made.stderr
    (there / "tables/variants.tex").unlink()
    assert run("-m", "analysis", "report", ".").returncode == 0
    names = sorted(
        str(path.relative_to(tmp_path / "here")) for path in (tmp_path / "here").rglob("*.*")
    )
    assert "figures/calibration.pdf" in names and "tables/examples.csv" in names
    for name in names:
        assert (there / name).read_bytes() == (tmp_path / "here" / name).read_bytes(), name


def test_numbers_lie_inside_as_csv_and_netcdf_and_equal_results_give_equal_bytes(tmp_path):
    dataset = load(sweep(tmp_path / "sweep"))
    first, second = (
        bundle.write(dataset, summarize(dataset), tmp_path / f"{name}.zip") for name in "ab"
    )
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        archive.extractall(tmp_path)
    trials, curves = (
        pd.read_csv(tmp_path / f"fake/tables/{name}.csv") for name in ("trials", "curves")
    )
    assert trials["status"].tolist() == ["done", "done", "failed", "done", "done", "diverged"]
    assert trials["test.error"].tolist()[:2] == [0.10, 0.11] and len(curves) == 4 * 9 + 4
    with xr.open_dataset(tmp_path / "fake/results.h5", engine="h5netcdf") as opened:
        assert opened["test.error"].values[0] == 0.10
