"""The report as a colleague gets it: a page that sorts in a browser, cells that know their trials,
stale numbers that are found.
"""

import html
import json
import re
import shutil
import subprocess

import fake_results
import pytest
from PIL import Image

from analysis import ResultsError, load, manifest, report, summarize
from analysis.trace import trace

AXES = {"dropout.hidden.rate": [0, 0.5], "dropout.input.rate": [0, 0.2]}
ERRORS = [[0.10, 0.11, 0.12], [0.09, 0.10, 0.11], [0.20, 0.21, 0.22], [0.05, 0.055, 0.06]]
SORT = """<script>
  document.querySelectorAll("#variants th")[3].click();
  const rows = [...document.querySelectorAll("#variants tbody tr")];
  const cells = rows.map(row => row.cells[3].textContent);
  const heads = document.querySelectorAll("th").length;
  document.body.innerHTML = "SORTED " + cells.join(" ") + " FIRST " + heads;
</script>"""

WIDTHS = (360, 768, 1440)  # a phone, a tablet, a wide screen
FITS = """<script>onload = () => {
  const said = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument, root = page.documentElement;
    const boxes = [...page.querySelectorAll(".scroll")];
    const cut = boxes.filter(each => each.scrollWidth > each.clientWidth);
    const row = page.querySelector("#variants tr[data-trials]");
    row.querySelectorAll("td")[3].click();
    const first = row.dataset.trials.split(" ")[0];
    const traced = page.querySelector("output").textContent.includes(first);
    return `OF ${root.clientWidth} WIDE ${root.scrollWidth} CUT ${cut.length} TRACED ${traced}`;
  });
  document.title = said.join("; ");
}</script>"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = fake_results.write(tmp_path_factory.mktemp("sweep"), AXES, ERRORS, diverged=[(1, 2)])
    dataset = load(folder)
    report.report(dataset, summarize(dataset), folder)
    return folder


def program(name):
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed; experiments/support.sh names its package")
    return found


def test_the_page_sorts_in_a_browser(written, tmp_path):
    page = tmp_path / "page.html"
    text = (written / "report.html").read_text(encoding="utf-8")
    assert "http://" not in text.replace("http://www.w3.org/", "") and "https://" not in text
    page.write_text(text.replace("</body>", SORT + "</body>"), encoding="utf-8")
    made = subprocess.run(
        [
            program("chromium"),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
    )
    assert "SORTED 5.5 9.5 11.0 21.0 FIRST" in made.stdout


def browsed(tmp_path, page, *options) -> str:
    command = [program("chromium"), "--headless", "--no-sandbox", "--disable-gpu"]
    command += ["--hide-scrollbars", f"--user-data-dir={tmp_path / 'profile'}", *options]
    return subprocess.run([*command, page.as_uri()], capture_output=True, text=True).stdout


def test_the_page_fits_three_widths_and_a_click_leads_to_trials(written, tmp_path):
    source = html.escape((written / "report.html").read_text(encoding="utf-8"))
    frame = '<iframe style="width: {}px; height: 2400px; border: 0" srcdoc="{}"></iframe>'
    page = tmp_path / "widths.html"
    page.write_text("".join(frame.format(each, source) for each in WIDTHS) + FITS, encoding="utf-8")
    said = browsed(tmp_path, page, "--dump-dom")
    for width in WIDTHS:
        assert f"OF {width} WIDE {width} CUT 0 TRACED true" in said
    picture = tmp_path / "widths.png"
    browsed(tmp_path, page, f"--screenshot={picture}", "--window-size=2700,2500")
    with Image.open(picture) as taken:
        assert taken.size == (2700, 2500) and len(taken.convert("L").getcolors()) > 50


def test_the_page_is_for_everyone(written):
    """Language, one heading, pictures with words, no heading left out, headers that say of what."""
    text = (written / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in text and text.count("<h1>") == 1 and "<main>" in text
    pictures = re.findall(r'<img alt="([^"]*)"', text)
    assert pictures and all(len(each) > 40 for each in pictures)
    assert text.count("<th") - text.count("<thead") == text.count('<th scope="col"')
    assert (
        text.count("<summary><h2>") == text.count("<h2>") == text.count('details class="section"')
    )


def test_the_page_tells_failures_and_marks_what_was_not_declared(written):
    text = (written / "report.html").read_text(encoding="utf-8")
    assert "11 of 12 trials of 4 variants are done; 1 diverged, 0 failed, 0 missing." in text
    assert (
        "declared before the run" in text
        and 'Main effects and interactions <span class="mark">exploratory' in text
    )


def test_a_cell_knows_its_trials(written):
    said = trace(written / "tables/variants.tex", "2", "difference (points)").splitlines()
    assert said[0] == "difference (points) of hidden 0, input 0.2: \u22121.5"
    own = [
        f"trial {each}  trials/{each}.h5"
        for each in (fake_results.trial_id(1, 0), fake_results.trial_id(1, 1))
    ]
    others = [
        f"baseline {each}  trials/{each}.h5"
        for each in (fake_results.trial_id(0, seed) for seed in range(3))
    ]
    assert said[3:] == own + others
    for row, column in (("hidden 0, input 0.2", "4"), ("hidden=0,input=0.2", "mean")):
        said = trace(written / "tables/variants.tex", row, column).splitlines()
        assert said[0] == "Test error (%) of hidden 0, input 0.2: 9.5" and len(said) == 3 + 2
    with pytest.raises(
        ResultsError,
        match="^the table has no row '5'; give a number from 1 to 4 or one of: hidden 0, input 0; ",
    ):
        trace(written / "tables/variants.tex", "5", "1")


def test_a_stale_number_is_found(written, tmp_path):
    dataset = load(written)
    texts = report.table_texts(dataset, summarize(dataset))
    assert manifest.stale(written / "tables", texts) == []
    folder = shutil.copytree(written / "tables", tmp_path / "tables")
    (folder / "variants.tex").write_text(texts["variants.tex"].replace("21.0", "20.0"))
    (folder / "macros.tex").unlink()
    said = manifest.stale(folder, texts)
    assert (
        len(said) == 2
        and "variants.tex:" in said[0]
        and "is stale: it says '0.5 & 0 & 3 & 20.0" in said[0]
    )
    assert said[1] == f"{folder}/macros.tex is missing"


def test_csv_is_unrounded_and_counts_what_failed(written):
    lines = (written / "tables/variants.csv").read_text().splitlines()
    assert lines[0].startswith(
        "variant,label,dropout.hidden.rate,dropout.input.rate,planned,n,diverged,failed,missing,"
        "unrecorded,mean,sd,low,high,bootstrap_low"
    )
    assert lines[2].startswith('1,"hidden 0, input 0.2",0.0,0.2,3,2,1,0,0,0,0.095,') or lines[
        2
    ].startswith('1,"hidden 0, input 0.2",0,0.2,3,2,1,0,0,0,0.095,')
    assert json.loads((written / "tables/manifest.json").read_text())["tables"]["variants"]["rows"][
        1
    ]["diverged"] == [2]
