"""Puts the repository's root and this folder on the path, wherever pytest is started."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parent.parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import matplotlib  # noqa: E402

matplotlib.use("Agg")
