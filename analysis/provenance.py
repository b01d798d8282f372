"""Where numbers come from, in a few words that travel inside a figure's file: sweep, source file,
trials, version of the program.

The hash of the trials is SHA-256 over one line `<id> <digest>` per trial with a result, in the
order of the plan; equal results give an equal hash on every machine.
"""

import hashlib
from dataclasses import dataclass

import xarray as xr

LISTED = 100  # ids in a file; of more trials it has the hash only


@dataclass
class Provenance:
    title: str
    description: str
    source: str
    trials: list  # ids of trials with a result; empty if there are more than LISTED


def provenance(dataset: xr.Dataset) -> Provenance:
    """Of a dataset of load()."""
    have = [
        i for i, status in enumerate(dataset["status"].values) if status in ("done", "diverged")
    ]
    ids = [str(dataset["trial_id"].values[i]) for i in have]
    digests = (
        [str(dataset["digest"].values[i]) for i in have]
        if "digest" in dataset
        else [""] * len(have)
    )
    hashed = hashlib.sha256(
        "".join(f"{each} {digest}\n" for each, digest in zip(ids, digests)).encode()
    ).hexdigest()
    sweep, version = dataset.attrs.get("sweep", ""), dataset.attrs.get("regsweep_version", "")
    source = f"{sweep}/results.h5" + (
        f", digest {dataset.attrs['digest']}" if "digest" in dataset.attrs else ""
    )
    description = f"{len(ids)} trials of {source}; sha256 of their ids and digests {hashed}" + (
        f"; trained with regsweep {version}" if version else ""
    )
    return Provenance(
        f"{sweep}: {dataset.attrs.get('description', '')}".strip(": "),
        description,
        source,
        ids if len(ids) <= LISTED else [],
    )
