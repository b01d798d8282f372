"""results/published/: what was published, what regsweep measured, and whether the claims hold.

A study is a folder of configs/published, with a YAML file for each of its sweeps, or a folder such
as configs/textbook, of which those count that state claims. For every sweep that has results,
`results/published/<study>/<sweep>/` is written anew: record.json (facts and claims), tables,
figures. The pages are made of all records that are there, so sweeps may run on different days and
machines; a sweep without a record is told as not run yet.
"""

import json
import re
import tempfile
import warnings
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from . import figures, style, undefined
from .claim_table import claim_records, claim_table
from .claims import judge_claims
from .comparison_table import comparison_records
from .compute_summary import summarize
from .effort import effort
from .load import IncompleteSweep, ResultsError, final_frame, load
from .provenance import provenance
from .variant_table import variant_records, variant_table
from .writers import csv, markdown

DRAWN = (
    "dose_response",
    "heat_map",
    "curves",
    "learning",
    "probe_doses",
    "probe_curves",
    "reliability",
    "attention_maps",
)
MOST_PAGES = 8  # of a kind of figure


@dataclass(frozen=True)
class StudySweep:
    """The YAML file of a study's sweep."""

    study: str
    file: Path
    name: str
    description: str
    cost: str  # as its header says, "" if it does not


def planned_sweeps(*configs: Path) -> list:
    """All sweeps of all studies, in the order of their names: of the folders in `configs`, and of
    `configs` themselves where a YAML file in them states claims.
    """
    files = []
    for folder in configs:
        own = [file for file in folder.glob("*.yaml") if _states_claims(file)]
        found = sorted([*folder.glob("*/*.yaml"), *own])
        if not found:
            raise ResultsError(f"{folder} has no study; give the folder of studies with --configs")
        files += found
    return [_planned(file) for file in files]


def _states_claims(file: Path) -> bool:
    return re.search(r"^claims:", file.read_text(encoding="utf-8"), re.MULTILINE) is not None


def _planned(file: Path) -> StudySweep:
    text = file.read_text(encoding="utf-8")

    def said(pattern):
        found = re.search(pattern, text, re.MULTILINE)
        return found.group(1).strip() if found else ""

    name = said(r"^sweep:\s*(\S+)")
    if not name:
        raise ResultsError(f"{file} names no sweep; add a line such as sweep: {file.stem}")
    return StudySweep(
        file.parent.name, file, name, said(r"^description:\s*(.+)"), said(r"^# Cost:\s*(.+)")
    )


def record(sweep: StudySweep, folder: Path, out: Path) -> dict:
    """Writes the folder of a sweep that has results in `folder`; returns its record."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteSweep)  # the page says so
        dataset = load(folder)
    summary = summarize(dataset, None, None)
    judged = judge_claims(dataset)
    out.mkdir(parents=True, exist_ok=True)
    table = variant_table(summary)
    rows = {
        "variants.csv": variant_records(summary),
        "comparisons.csv": comparison_records(summary),
        "claims.csv": claim_records(dataset, judged),
    }
    texts = {name: csv.text(each) for name, each in rows.items() if each}
    texts |= {
        "variants.md": markdown.text(table),
        "trials.csv": final_frame(dataset).to_csv(index=False, lineterminator="\n"),
    }
    made = {
        "sweep": sweep.name,
        "description": sweep.description,
        "metric": summary.metric.name,
        "done": summary.done,
        "planned": summary.planned,
        "interim": bool(summary.interim),
        "seeds": len({int(row) for row in dataset["seed"].values[_is_done(dataset)]}),
        **asdict(effort(folder)),
        "claims": _claims(dataset, judged),
        "figures": _draw(dataset, summary, out),
    }
    texts["record.json"] = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8")
    return made


def _is_done(dataset):
    return dataset["status"].values == "done"


def _claims(dataset, judged: list) -> list:
    """Names and printed cells of each claim."""
    table = claim_table(dataset, judged)
    made = []
    for each, row in zip(judged, table.rows if table else []):
        _, expects, ours, published, verdict = (cell.text for cell in row.cells)
        made.append(
            {
                "name": each.claim["name"],
                "says": each.claim["says"],
                "source": each.claim.get("source", ""),
                "expects": expects,
                "measured": ours,
                "published": published,
                "verdict": verdict,
                "late": each.late,
                "undefined": each.undefined.count,
            }
        )
    return made


def _draw(dataset, summary, out: Path) -> list:
    """PNG of every kind of figure that the sweep has; name, caption and notes of each."""
    drawn = []
    origin = provenance(dataset)
    with tempfile.TemporaryDirectory() as made:
        for kind in DRAWN:
            for each in figures.make(dataset, summary, kind)[:MOST_PAGES]:
                picture = style.save(each.figure, Path(made), each.name, origin)[0]
                (out / picture.name).write_bytes(picture.read_bytes())
                said = {"caption": each.caption, "notes": list(each.notes)}
                drawn.append({"file": picture.name, **said})
    return drawn


def published(results: Path, configs: list, out: Path) -> tuple:
    """Records what has results below `results`, then writes all pages; returns (sweeps recorded,
    paths of the pages).
    """
    sweeps = planned_sweeps(*configs)
    recorded = []
    for sweep in sweeps:
        folder = results / sweep.name
        if (folder / "results.h5").exists():
            record(sweep, folder, out / sweep.study / sweep.name)
            recorded.append(sweep.name)
    records = {each.name: _read(out / each.study / each.name) for each in sweeps}
    pages = [_write(out / "README.md", overview(sweeps, records))]
    for study in sorted({each.study for each in sweeps}):
        own = [each for each in sweeps if each.study == study]
        if any(records[each.name] for each in own):
            folder = out / study
            pages.append(_write(folder / "README.md", study_page(own, records, folder)))
    return recorded, pages


def _read(folder: Path) -> dict | None:
    file = folder / "record.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def verdict_words(made: dict, claim: dict) -> str:
    """Of an unfinished sweep what it says so far is no verdict."""
    words = claim["verdict"] + ("*" if claim["late"] else "")
    return f"not finished (so far: {words})" if made["interim"] else words


OVERVIEW = """# Published comparisons, run again

What was published about dropout, what regsweep measured, and whether the claim holds. Each claim
stands in its YAML file (configs/published, configs/textbook) and is frozen with the plan before the
first trial. It holds if the simultaneous interval over the sweep's claims lies in the claim's
region, fails if it lies in the complement, and is undecided otherwise. Claims that fail stand here
as plainly as those that hold. Claims marked * were added after results were there.

This page is written by the program: `python3 -m analysis published DIR`, where DIR holds the
directories of the sweeps (`regsweep run configs/published/STUDY/SWEEP.yaml --out DIR/NAME`, which
can be stopped and goes on at any time).
"""
HEADS = ["study", "claim", "published", "measured", "verdict", "seeds", "core-hours"]


def overview(sweeps: list, records: dict) -> str:
    """One table over all studies."""
    lines = [OVERVIEW, *_table_head(HEADS)]
    counts = {word: 0 for word in ("holds", "fails", "undecided")}
    hours = 0.0
    for sweep in sweeps:
        made = records[sweep.name]
        link = f"[{sweep.name}]({sweep.study}/README.md#{sweep.name})" if made else sweep.name
        if not made:
            lines.append(_line([link, _escaped(sweep.description), "", "", "not run yet", "", ""]))
            continue
        hours += made["core_hours"]
        cost = f"{made['core_hours']:.2g}"
        if not made["claims"]:
            said = _escaped(sweep.description)
            lines.append(_line([link, said, "", "", "no claims", str(made["seeds"]), cost]))
        for number, claim in enumerate(made["claims"]):
            if not made["interim"]:
                counts[claim["verdict"]] += 1
            cells = [claim["says"], claim["published"], claim["measured"]]
            cells = [link, *map(_escaped, cells), verdict_words(made, claim)]
            lines.append(_line([*cells, str(made["seeds"]), cost if number == 0 else ""]))
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    lines += ["", f"Of the claims of finished sweeps: {said}. Core-hours in all: {hours:.3g}.", ""]
    return "\n".join(lines)


def study_page(sweeps: list, records: dict, folder: Path) -> str:
    """A section for every sweep of a study."""
    lines = [f"# {sweeps[0].study}", ""]
    for sweep in sweeps:
        lines += [f"## {sweep.name}", "", _escaped(sweep.description), ""]
        lines += ["    regsweep run " + "/".join(sweep.file.parts[-4:]), ""]
        made = records[sweep.name]
        if made is None:
            lines += ["Not run yet." + (f" Cost: {sweep.cost}" if sweep.cost else ""), ""]
        else:
            lines += _section(sweep, made, folder)
    return "\n".join(lines)


def _section(sweep: StudySweep, made: dict, folder: Path) -> list:
    state = "not finished: " if made["interim"] else ""
    lines = [
        f"- trials: {state}{made['done']} of {made['planned']} done, {made['seeds']} seeds",
        f"- computing: {made['core_hours']:.3g} core-hours, {made['trials']} trials with those that"
        f" tuned, {made['started']} to {made['finished']}",
        f"- program: {_escaped('; '.join(made['programs']))}",
        f"- machine: {_escaped('; '.join(made['machines']))}",
        "",
    ]
    if made["claims"]:
        lines += _table_head(["claim", "expects", "measured", "published", "verdict"])
    for claim in made["claims"]:
        cells = [claim["says"], claim["expects"], claim["measured"], claim["published"]]
        lines.append(_line([*map(_escaped, cells), verdict_words(made, claim)]))
    if any(claim.get("undefined") for claim in made["claims"]):
        lines += ["", undefined.OF_CLAIMS]
    lines += [""]
    lines += [f"- {each['name']}: {_escaped(each['source'])}" for each in _sourced(made)]
    variants = folder / sweep.name / "variants.md"
    lines += ["", variants.read_text(encoding="utf-8")]
    for figure in made["figures"]:
        lines += [f"![{figure['caption']}]({sweep.name}/{figure['file']})", ""]
        lines += [line for note in figure.get("notes", []) for line in (markdown.escape(note), "")]
    return lines


def _sourced(made: dict) -> list:
    return [each for each in made["claims"] if each["source"]]


def _escaped(words: str) -> str:
    return markdown.escape(words)


def _line(cells: list) -> str:
    return "| " + " | ".join(cells) + " |"


def _table_head(heads: list) -> list:
    return [_line(heads), "|" + ":--|" * len(heads)]
