"""The report of a sweep that is still trained, drawn anew from time to time: it is marked interim,
and its page loads itself again. It reads files alone; the program collects what is finished.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from .compute_summary import summarize
from .load import ResultsError, load

MARK = '<meta charset="utf-8">'
PROGRAM = "REGSWEEP_FILE"  # set by `regsweep report`: the program that collects


def follow(options, draw, pause=time.sleep) -> int:
    """Draws until every planned trial has a result or has failed for good. `draw(dataset, summary)`
    returns the page's path; `pause(seconds)` waits.
    """
    while True:
        collect(options.results)
        try:
            dataset = load(options.results)
        except ResultsError as error:
            print(f"analysis: nothing to draw yet ({error})", file=sys.stderr)
        else:
            summary = summarize(dataset, options.metric, options.tasks)
            page = draw(dataset, summary)
            if summary.missing == 0:
                print(f"Report  {page} (every trial has ended)")
                return 0
            refresh_itself(page, options.live)
            print(f"Report  {page} ({summary.done} of {summary.planned} trials)", flush=True)
        pause(options.live)


def collect(results: Path) -> None:
    """results.h5 anew, where the program is known; without it, results are read as they are."""
    program = os.environ.get(PROGRAM)
    if program and results.is_dir():
        subprocess.run([program, "collect", results], stdout=subprocess.DEVNULL, check=False)


def refresh_itself(page: Path, seconds: float) -> None:
    """The page loads itself again after so many seconds; nobody sees half of it."""
    text = page.read_text(encoding="utf-8")
    line = f'<meta http-equiv="refresh" content="{max(1, round(seconds))}">'
    draft = page.with_suffix(".draft")
    draft.write_text(text.replace(MARK, f"{MARK}\n{line}", 1), encoding="utf-8")
    os.replace(draft, page)
