"""Event files of TensorBoard: the curves of each variant, as mean over seeds and its band.

A file is a sequence of records (TFRecord): length of the data as 8 bytes, masked CRC-32C of these
bytes, the data, masked CRC-32C of the data; integers little-endian, the mask being
((crc >> 15 | crc << 17) + 0xa282ead8) mod 2^32. Data are messages of protocol buffers, `Event`:
wall_time (1, double), step (2, varint), file_version (3, text), summary (5, message) with values
(1, message) of tag (1, text) and simple_value (2, float). Sources: tensorflow/core/lib/io/
record_writer.cc, tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto; CRC:
RFC 3720, appendix B.4.

Each variant is a run (a folder), with the tags `<metric>/mean`, `<metric>/low` and `<metric>/high`.
Steps are those of training. Times are 0, so equal results give equal files.
"""

import re
import struct
from pathlib import Path

import numpy as np
import xarray as xr

from .load import tidy
from .statistics import mean_band

FILE = "events.out.tfevents.0.regsweep"
VERSION = "brain.Event:2"


def _table() -> list:
    """CRC-32C of each byte: polynomial 0x1EDC6F41, reflected."""
    values = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ 0x82F63B78 * (byte & 1)
        values.append(byte)
    return values


TABLE = _table()


def crc32c(data: bytes) -> int:
    """Of RFC 3720; that of b"123456789" is 0xE3069283."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def masked(crc: int) -> int:
    """As records keep it."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def record(data: bytes) -> bytes:
    """Data with their length and checksums."""
    length = struct.pack("<Q", len(data))
    return b"".join(
        (
            length,
            struct.pack("<I", masked(crc32c(length))),
            data,
            struct.pack("<I", masked(crc32c(data))),
        )
    )


def varint(value: int) -> bytes:
    """A whole number >= 0, seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def block(field: int, data: bytes) -> bytes:
    """A text or message as a field."""
    return varint(field << 3 | 2) + varint(len(data)) + data


def event(step: int, tags: dict) -> bytes:
    """An Event with one value per tag, or, without tags, the one that a file begins with."""
    wall_time = b"\x09" + struct.pack("<d", 0.0)
    if not tags:
        return wall_time + block(3, VERSION.encode())
    values = b"".join(
        block(1, block(1, tag.encode()) + b"\x15" + struct.pack("<f", value))
        for tag, value in tags.items()
    )
    return wall_time + b"\x10" + varint(step) + block(5, values)


def folder_name(label: str) -> str:
    """A label as the name of a folder: of a run."""
    return re.sub(r"[^\w.,=+ -]", "_", label).strip() or "run"


def runs(dataset: xr.Dataset, alpha: float = 0.05) -> dict:
    """Label -> list of (step, {tag: value}), of trials that are done; bands where two seeds are."""
    frame = tidy(dataset)
    frame = frame[frame["status"] == "done"]
    metrics = [
        name.removeprefix("curves.") for name in dataset.data_vars if name.startswith("curves.")
    ]
    made = {}
    for label, rows in frame.groupby("label", sort=False):
        points: dict = {}
        for name in metrics:
            table = rows.pivot_table(index="seed", columns="step", values=name, dropna=False)
            if table.empty:
                continue
            bands = mean_band(table.to_numpy(), alpha)
            for words, values in zip(("mean", "low", "high"), bands):
                for step, value in zip(table.columns, values):
                    if np.isfinite(value):
                        points.setdefault(int(step), {})[f"{name}/{words}"] = float(value)
        made[str(label)] = sorted(points.items())
    return made


def write(dataset: xr.Dataset, folder: Path, alpha: float = 0.05) -> list:
    """Writes folder/<variant>/<FILE> of every variant; returns the files."""
    files = []
    for label, points in runs(dataset, alpha).items():
        file = Path(folder) / folder_name(label) / FILE
        file.parent.mkdir(parents=True, exist_ok=True)
        events = [event(0, {}), *(event(step, tags) for step, tags in points)]
        file.write_bytes(b"".join(map(record, events)))
        files.append(file)
    return files
