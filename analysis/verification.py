"""Whether what stands below a sweep's directory is what its results say: tables, figures, captions,
report.html, and the trial files that results.h5 was made from.

Figures are drawn again and compared by their bytes; one that was asked for in another width
(figure --width) is compared with that.
"""

import tempfile
from pathlib import Path

from . import report
from .manifest import stale
from .summary import Summary
from .venues import venue

PICTURES = (".png", ".pdf", ".svg")


def differences(dataset, summary: Summary, folder: Path) -> list:
    """Sentences; [] if there is nothing to say."""
    said = stale(folder / "tables", report.table_texts(dataset, summary))
    said += _trials(dataset, Path(dataset.attrs["folder"]))
    if not (folder / "figures").is_dir() and not (folder / "report.html").exists():
        return said
    with tempfile.TemporaryDirectory() as place:
        made = Path(place)
        drawn = report.write_figures(dataset, summary, made)
        if (folder / "report.html").exists():
            said += stale(folder, report.page_texts(dataset, summary, drawn))
        said += _figures(dataset, summary, folder / "figures", made)
    return said


def _trials(dataset, folder: Path) -> list:
    """Trial files that results.h5 has rows of and that are gone; a bundle has none at all."""
    if not any((folder / "trials").glob("*.h5")):
        return []
    status = dataset["status"].values
    ids = dataset["trial_id"].values[(status == "done") | (status == "diverged")]
    gone = [folder / "trials" / f"{each}.h5" for each in ids]
    return [
        f"{file} is missing, though results.h5 has its numbers; train it again or take it out with:"
        f" regsweep collect {folder}"
        for file in gone
        if not file.exists()
    ]


def _figures(dataset, summary: Summary, folder: Path, made: Path) -> list:
    """Files that are there under the name of a figure and are none of its widths."""
    wrong = [file.name for file in sorted(made.iterdir()) if (folder / file.name).exists()]
    wrong = [name for name in wrong if not _same(folder / name, made / name)]
    for width in (venue().single, venue().double) if any(map(_is_picture, wrong)) else ():
        report.write_figures(dataset, summary, made, width=width)
        wrong = [name for name in wrong if not _same(folder / name, made / name)]
    return [
        f"{folder / name} is not the figure that the results give (drawn anew here, by this"
        " version of matplotlib)"
        for name in wrong
    ]


def _same(first: Path, second: Path) -> bool:
    return second.exists() and first.read_bytes() == second.read_bytes()


def _is_picture(name: str) -> bool:
    return name.endswith(PICTURES)
