"""The pages of experiments/docs, word for word: every file that a page shows is written, every
command is run, in their order, in an empty folder; and the pages are built, without a warning.

REGSWEEP_BUILD names the build folder. A command that begins with ! has to fail.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ["REGSWEEP_BUILD"])
DOCS = ROOT / "experiments" / "docs"
sys.path.insert(0, str(ROOT / "tests" / "contract"))
import recipe_page  # pylint: disable=wrong-import-position

PAGES = sorted(path.name for path in DOCS.glob("*.md"))


def follow(page, folder):
    """Writes the files of a page and runs its commands."""
    tools = folder / ".tools"
    tools.mkdir()
    (tools / "python3").symlink_to(sys.executable)
    environment = {
        **os.environ,
        "PATH": f"{BUILD}:{tools}:{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
    }
    for block in recipe_page.blocks((DOCS / page).read_text(encoding="utf-8")):
        if block.path:
            (folder / block.path).write_text(block.text, encoding="utf-8")
        for command in block.commands:
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                said = (done.stdout + done.stderr)[-2000:]
                raise AssertionError(
                    f"{page}:{block.line}: {command}\nexit {done.returncode}\n{said}"
                )


class Pages(unittest.TestCase):
    def test_every_page_works_word_for_word(self):
        for page in PAGES:
            with self.subTest(page), tempfile.TemporaryDirectory(prefix="regsweep-docs-") as folder:
                follow(page, Path(folder))

    def test_commands_stand_in_blocks_that_are_run(self):
        """An indented block would be run by nobody."""
        for page in PAGES:
            if page == "CONTRIBUTING.md":  # whose commands build and test everything
                continue
            text = re.sub(r"(?ms)^```.*?^```", "", (DOCS / page).read_text(encoding="utf-8"))
            self.assertEqual(re.findall(r"(?m)^    \S.*", text), [], page)

    def test_files_are_named_to_those_who_read(self):
        """Their names after ``` are seen by nobody else."""
        for page in PAGES:
            text = (DOCS / page).read_text(encoding="utf-8")
            for block in recipe_page.blocks(text):
                if block.path:
                    self.assertIn(f"`{block.path}`", text, page)

    def test_links_lead_somewhere(self):
        for page in PAGES:
            for target in re.findall(r"\]\(([^)\s]+)\)", (DOCS / page).read_text(encoding="utf-8")):
                if "://" not in target and not target.startswith("#"):
                    self.assertTrue((DOCS / target.partition("#")[0]).exists(), (page, target))

    @unittest.skipUnless(
        shutil.which("sphinx-build") and importlib.util.find_spec("myst_parser"),
        "python3-sphinx and python3-myst-parser are not installed",
    )
    def test_pages_are_built(self):
        with tempfile.TemporaryDirectory(prefix="regsweep-docs-") as folder:
            done = subprocess.run(
                ["sphinx-build", "-W", "-q", "-b", "html", DOCS, folder],
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual([done.returncode, done.stderr], [0, ""])
            self.assertIn("A first sweep", (Path(folder) / "tutorial.html").read_text())


if __name__ == "__main__":
    unittest.main()
