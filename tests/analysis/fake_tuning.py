"""A tuned comparison that never ran: the group `tuning` of results.h5 and the attribute `growth`,
as lib/sweep/tuning.hpp and lib/results/FORMAT.md have them.
"""

import numpy as np
import xarray as xr
from fake_results import trial_id, write

FIRST = 2**31  # seed of tuning
KEYS = {
    "optimizer.learning_rate": {"log": [0.001, 0.1]},
    "dropout.hidden.rate": {"uniform": [0, 0.8]},
}


def tuned(folder, points: dict, chosen: dict, *, statuses=None, sampler="random", errors=None):
    """Writes folder/results.h5 and plan.json.

    points: arm -> [(settings, [validation errors of the replicates])]; chosen: arm -> position.
    statuses: (arm, position) -> status of its first replicate. errors: of the second stage,
    [arms][seeds]. Arms whose chosen settings are equal are one variant.
    """
    labels, arms, made, rows = list(points), [], [], []
    for arm in labels:
        of_arm = []
        for settings, values in points[arm]:
            variant = 100 + len(made)
            made.append((arm, settings, values))
            of_arm.append({"variant": variant, "values": settings})
            for replicate, value in enumerate(values):
                first = replicate == 0
                word = (statuses or {}).get((arm, len(of_arm) - 1), "done") if first else "done"
                rows.append((variant, FIRST + replicate, word, value if word == "done" else np.nan))
        arms.append({"label": arm, "settings": {"variants": arm}, "points": of_arm})
    kept, picks = [], []
    for arm in labels:
        settings = points[arm][chosen[arm]][0]
        same = next((i for i, each in enumerate(kept) if each[1] == settings), None)
        if same is None:
            kept.append((arm, settings))
        number = len(kept) - 1 if same is None else same
        edge = [key for key in settings if is_edge(points[arm], key, settings[key])]
        picks.append(
            {"arm": arm, "point": chosen[arm], "variant": number, "value": 0.1, "at_edge": edge}
        )
    growth = {
        "rule": "tune",
        "stage": 2,
        "by": "validation.error",
        "higher_is_better": False,
        "budget": len(points[labels[0]]),
        "sampler": sampler,
        "search_seed": 0,
        "replicates": [FIRST, FIRST + 1],
        "seeds": [0, 1, 2, 3],
        "keys": KEYS,
        "arms": arms,
        "chosen": picks,
    }
    random = np.random.default_rng(7)
    if errors is None:
        errors = [0.2 + 0.02 * i + 0.002 * random.standard_normal(4) for i in range(len(kept))]
    write(
        folder,
        {"variants": [arm for arm, _ in kept]},
        errors,
        attributes={"growth": growth},
        seeds=[0, 1, 2, 3],
    )
    _write_trials(folder / "results.h5", rows)
    return folder


def is_edge(points: list, key: str, value) -> bool:
    tried = [settings[key] for settings, _ in points if key in settings]
    return min(tried) < max(tried) and value in (min(tried), max(tried))


def _write_trials(file, rows) -> None:
    columns = {
        "trial_id": np.array([trial_id(v, s) for v, s, _, _ in rows], dtype=object),
        "label": np.array([f"point {v}" for v, _, _, _ in rows], dtype=object),
        "seed": np.array([s for _, s, _, _ in rows]),
        "variant": np.array([v for v, _, _, _ in rows]),
        "status": np.array([word for _, _, word, _ in rows], dtype=object),
        "validation.error": np.array([value for _, _, _, value in rows]),
        "validation.loss": np.array([3 * value for _, _, _, value in rows]),
    }
    made = xr.Dataset({name: ("tuning_trial", each) for name, each in columns.items()})
    made.to_netcdf(file, mode="a", group="tuning", engine="h5netcdf")
    seconds = xr.Dataset({"core_seconds": ("tuning_trial", np.full(len(rows), 36.0))})
    seconds.to_netcdf(file, mode="a", group="tuning/provenance", engine="h5netcdf")


def example(folder, **options):
    """Two arms of four points; dropout chooses the largest rate that was tried."""
    rates = [0.002, 0.01, 0.05, 0.08]
    none = [
        ({"optimizer.learning_rate": lr}, [e, e + 0.02])
        for lr, e in zip(rates, (0.5, 0.2, 0.3, 0.4))
    ]
    drop = [
        ({"optimizer.learning_rate": lr, "dropout.hidden.rate": p}, [e, e])
        for lr, p, e in zip(rates, (0.1, 0.2, 0.7, 0.3), (0.6, 0.3, 0.25, 0.28))
    ]
    return tuned(folder, {"none": none, "dropout": drop}, {"none": 1, "dropout": 2}, **options)
