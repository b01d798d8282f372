"""What `python3 -m analysis report` writes: tables/, figures/, probes/ and report.html of a sweep
directory.
"""

from pathlib import Path

import xarray as xr

from . import article, figures, page, probe_page, style
from .checklist import checklist, latex_list, markdown_text
from .claim_table import claim_records, claim_table
from .claims import judge_claims
from .codebook import codebook
from .comparison_table import comparison_records, comparison_table
from .divergence import divergence_records, divergence_table
from .ensembles import ensemble_records, ensemble_table, ensembles
from .example_table import example_records
from .examples import example_rows
from .load import final_frame, tidy
from .macros import macros, more_macros
from .manifest import manifest
from .provenance import provenance
from .quotes import paragraphs
from .references import bibliography
from .seed_sources import source_records, source_table
from .summary import Summary
from .task_table import task_records, task_table
from .tuned_methods import methods
from .tuned_table import arm_records, point_records, points_table, tuned_table
from .variant_table import variant_records, variant_table
from .writers import csv, latex, latex_text, markdown, quotes


def summary_tables(summary: Summary) -> dict:
    """File name without ending -> Table: of variants, and over several tasks of methods."""
    over_tasks = task_table(summary)
    return {"variants": variant_table(summary)} | ({"tasks": over_tasks} if over_tasks else {})


def paper_tables(dataset: xr.Dataset, summary: Summary) -> dict:
    """File name without ending -> Table, of all that a paper may show."""
    tables = summary_tables(summary)
    compared, judged = comparison_table(summary), judge_claims(dataset)
    tables |= {"comparisons": compared} if compared else {}
    lost = divergence_table(summary)
    tables |= {"divergence": lost} if lost else {}
    sources = source_table(dataset, summary)
    tables |= {"sources": sources} if sources else {}
    return tables | ({"claims": claim_table(dataset, judged)} if judged else {})


def title_of(summary: Summary, name: str) -> str:
    """The caption of a table."""
    title, unit = summary.metric.title, summary.metric.unit
    what = {
        "variants": f"{title}{f' ({unit})' if unit else ''} of each variant",
        "tasks": f"{title} of each method over all tasks",
        "comparisons": f"Declared comparisons by {title[:1].lower() + title[1:]}",
        "divergence": "Divergence of each variant",
        "sources": f"Where the variance of {title[:1].lower() + title[1:]} comes from",
        "claims": "Claims that were written down in the plan",
    }[name]
    about = f": {summary.description}" if summary.description else ""
    return f"{what}, sweep {summary.sweep}{about}"


def table_texts(dataset: xr.Dataset, summary: Summary) -> dict:
    """File name -> content of everything below tables/."""
    tables = paper_tables(dataset, summary)
    records = {
        "variants": variant_records(summary),
        "comparisons": comparison_records(summary),
        "divergence": divergence_records(summary),
        "sources": source_records(dataset, summary),
        "tasks": task_records(summary),
        "examples": example_records(example_rows(dataset, summary)),
        "ensembles": ensemble_records(together := ensembles(dataset, summary)),
    }
    texts = {}
    for name, table in tables.items():
        texts[f"{name}.md"] = markdown.text(table)
        texts[f"{name}.tex"] = latex.text(table)
        texts[f"{name}.caption.tex"] = latex_text.caption(title_of(summary, name), [])
    if "claims" in tables:
        texts["claims.csv"] = csv.text(claim_records(dataset, judge_claims(dataset)))
    tuned = dataset.attrs.get("tuned")
    if tuned:
        texts |= tuned_texts(dataset, summary, tuned)
        records |= {"arms": arm_records(tuned, summary), "points": point_records(tuned)}
    if together:
        texts["ensembles.md"] = markdown.text(ensemble_table(together))
    texts["macros.tex"] = macros(tables["variants"]) + macros_of_arms(dataset, summary)
    chosen = {"arms": tuned_table(tuned, summary)} if tuned else {}
    texts["manifest.json"] = manifest(dataset, summary, tables | chosen)
    made = paragraphs(dataset, summary)
    texts["quotes.tex"], texts["quotes.md"] = quotes.latex(made, summary.sweep), quotes.text(made)
    texts["references.bib"] = bibliography(key for each in made for key in each.keys)
    frames = {"trials": final_frame(dataset), "curves": tidy(dataset)}
    columns = {name: list(frame) for name, frame in frames.items()}
    columns |= {name: list(each[0]) for name, each in records.items() if each}
    texts |= {f"{name}.csv": csv.text(each) for name, each in records.items() if each}
    for name, frame in frames.items():
        texts[f"{name}.csv"] = frame.to_csv(index=False, lineterminator="\n")
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
    """Returns path -> Drawing, four paths per figure: three pictures and the caption for LaTeX."""
    folder.mkdir(parents=True, exist_ok=True)
    origin = provenance(dataset)
    drawings = [each for kind in kinds for each in figures.make(dataset, summary, kind, width)]
    made = {}
    for each in drawings:
        caption = folder / f"{each.name}.caption.tex"
        caption.write_text(latex_text.caption(each.caption, each.notes), encoding="ascii")
        for path in [*style.save(each.figure, folder, each.name, origin), caption]:
            made[path] = each
    return made


def report(dataset: xr.Dataset, summary: Summary, folder: Path, begun: list = ()) -> list:
    """Writes everything below `folder`; returns the paths, that of the page last. `begun`: the
    trials that are in training, of in_training.py, for the page alone.
    """
    return _write(dataset, summary, folder, begun)[1]


def _write(dataset: xr.Dataset, summary: Summary, folder: Path, begun: list = ()) -> tuple:
    """(Drawings, paths)."""
    drawn = write_figures(dataset, summary, folder / "figures")
    pages = page_texts(dataset, summary, drawn, begun)
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    tables = write_tables(dataset, summary, folder / "tables")
    written = [*drawn, *tables, *(folder / name for name in pages)]
    return list(dict.fromkeys(drawn.values())), written


def page_texts(dataset: xr.Dataset, summary: Summary, drawn: dict, begun: list = ()) -> dict:
    """Name -> text of the pages of probes and, last, of report.html. `drawn`: of write_figures();
    `begun`: as in report().
    """
    shown = {path: each for path, each in drawn.items() if path.suffix == ".svg"}
    probes = probe_page.pages(dataset, summary, shown)
    others = {path: each for path, each in shown.items() if not probe_page.is_of(path)}
    text = page.page(dataset, summary, summary_tables(summary), others, begun)
    return {f"probes/{probe}.html": each for probe, each in probes.items()} | {"report.html": text}


def write_article(dataset: xr.Dataset, summary: Summary, folder: Path) -> list:
    """The report, and article.tex beside it; returns the paths."""
    drawings, paths = _write(dataset, summary, folder)
    places = {name: latex.place(each) for name, each in paper_tables(dataset, summary).items()}
    text = article.article(summary.sweep, places, drawings, paragraphs(dataset, summary))
    return [*paths, article.write(folder, text)]
