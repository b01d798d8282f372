"""What `python3 -m analysis report` writes: tables/, figures/, probes/ and report.html of a sweep
directory.
"""

from pathlib import Path

import xarray as xr

from . import figures, page, probe_page, style
from .checklist import checklist, latex_list, markdown_text
from .claim_table import claim_records, claim_table
from .claims import judge_claims
from .codebook import codebook
from .comparison_table import comparison_records, comparison_table
from .ensembles import ensemble_records, ensemble_table, ensembles
from .example_table import example_records
from .examples import example_rows
from .load import final_frame, tidy
from .macros import macros, more_macros
from .manifest import manifest
from .provenance import provenance
from .seed_sources import source_records, source_table
from .summary import Summary
from .task_table import task_records, task_table
from .tuned_methods import methods
from .tuned_table import arm_records, point_records, points_table, tuned_table
from .variant_table import variant_records, variant_table
from .writers import csv, latex, latex_text, markdown


def summary_tables(summary: Summary) -> dict:
    """File name without ending -> Table: of variants, and over several tasks of methods."""
    over_tasks = task_table(summary)
    return {"variants": variant_table(summary)} | ({"tasks": over_tasks} if over_tasks else {})


def table_texts(dataset: xr.Dataset, summary: Summary) -> dict:
    """File name -> content of everything below tables/."""
    tables = summary_tables(summary)
    compared = comparison_table(summary)
    records = {
        "variants": variant_records(summary),
        "comparisons": comparison_records(summary),
        "tasks": task_records(summary),
        "examples": example_records(example_rows(dataset, summary)),
        "ensembles": ensemble_records(together := ensembles(dataset, summary)),
    }
    texts = {}
    for name, table in tables.items():
        texts[f"{name}.md"] = markdown.text(table)
        texts[f"{name}.tex"] = latex.text(table)
        texts[f"{name}.csv"] = csv.text(records[name])
        if name == "variants":
            texts["macros.tex"] = macros(table) + macros_of_arms(dataset, summary)
            texts["manifest.json"] = manifest(dataset, summary, tables)
    if compared:
        texts["comparisons.md"], texts["comparisons.tex"] = (
            markdown.text(compared),
            latex.text(compared),
        )
        texts["comparisons.csv"] = csv.text(records["comparisons"])
    tuned = dataset.attrs.get("tuned")
    if tuned:
        texts |= tuned_texts(dataset, summary, tuned)
        records |= {"arms": arm_records(tuned, summary), "points": point_records(tuned)}
    judged = judge_claims(dataset)
    if judged:
        table = claim_table(dataset, judged)
        texts["claims.md"], texts["claims.tex"] = markdown.text(table), latex.text(table)
        texts["claims.csv"] = csv.text(claim_records(dataset, judged))
    if records["examples"]:
        texts["examples.csv"] = csv.text(records["examples"])
    if together:
        texts["ensembles.csv"] = csv.text(records["ensembles"])
        texts["ensembles.md"] = markdown.text(ensemble_table(together))
    frames = {"trials": final_frame(dataset), "curves": tidy(dataset)}
    columns = {name: list(frame) for name, frame in frames.items()}
    columns |= {name: list(each[0]) for name, each in records.items() if each}
    for name, frame in frames.items():
        texts[f"{name}.csv"] = frame.to_csv(index=False, lineterminator="\n")
    sources = source_table(dataset, summary)
    if sources:
        texts["sources.md"], texts["sources.tex"] = markdown.text(sources), latex.text(sources)
        texts["sources.csv"] = csv.text(source_records(dataset, summary))
    answers = checklist(dataset, summary)
    texts["checklist.md"], texts["checklist.tex"] = markdown_text(answers), latex_list(answers)
    texts["codebook.md"] = codebook(dataset, columns, summary.metric.name)
    return texts


def macros_of_arms(dataset: xr.Dataset, summary: Summary) -> str:
    """What each arm of a tuned comparison chose; "" without one."""
    tuned = dataset.attrs.get("tuned")
    if not tuned:
        return ""
    return more_macros(tuned_table(tuned, summary), ["chosen", "point", "tuned-validation"])


def tuned_texts(dataset: xr.Dataset, summary: Summary, tuned) -> dict:
    """File name -> content: arms, points, and a paragraph for a methods section."""
    arms, points = tuned_table(tuned, summary), points_table(tuned, summary)
    words = methods(dataset, summary)
    return {
        "arms.md": markdown.text(arms),
        "arms.tex": latex.text(arms),
        "arms.csv": csv.text(arm_records(tuned, summary)),
        "points.md": markdown.text(points),
        "points.csv": csv.text(point_records(tuned)),
        "methods.md": words + "\n",
        "methods.tex": latex_text.escape(words) + "\n",
    }


def write_tables(dataset: xr.Dataset, summary: Summary, folder: Path) -> list:
    """Returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = table_texts(dataset, summary)
    for name, content in texts.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in texts]


def write_figures(
    dataset: xr.Dataset,
    summary: Summary,
    folder: Path,
    kinds=figures.KINDS,
    width: float | None = None,
) -> dict:
    """Returns path -> caption, three paths per figure."""
    folder.mkdir(parents=True, exist_ok=True)
    origin = provenance(dataset)
    drawings = [each for kind in kinds for each in figures.make(dataset, summary, kind, width)]
    return {
        path: each.caption
        for each in drawings
        for path in style.save(each.figure, folder, each.name, origin)
    }


def report(dataset: xr.Dataset, summary: Summary, folder: Path, begun: list | None = None) -> list:
    """Writes everything below `folder`; returns the paths, that of the page last. `begun`: the
    trials that are in training, of in_training.py, for the page alone.
    """
    drawn = write_figures(dataset, summary, folder / "figures")
    shown = {path: caption for path, caption in drawn.items() if path.suffix == ".svg"}
    pages = write_probe_pages(dataset, summary, shown, folder / "probes")
    file = folder / "report.html"
    others = {path: caption for path, caption in shown.items() if not probe_page.is_of(path)}
    text = page.page(dataset, summary, summary_tables(summary), others, begun or [])
    file.write_text(text, encoding="utf-8")
    return [*drawn, *write_tables(dataset, summary, folder / "tables"), *pages, file]


def write_probe_pages(dataset: xr.Dataset, summary: Summary, drawings: dict, folder: Path) -> list:
    """Returns the paths; `drawings`: path of an SVG file -> caption."""
    texts = probe_page.pages(dataset, summary, drawings)
    if texts:
        folder.mkdir(parents=True, exist_ok=True)
    for probe, text in texts.items():
        (folder / f"{probe}.html").write_text(text, encoding="utf-8")
    return [folder / f"{probe}.html" for probe in texts]
