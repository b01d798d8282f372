"""Recipes that cannot be run here, as far as they can be held against what is known: they parse,
name the version of CMakeLists.txt, and install the packages that the quickstart installs.
"""

import ast
import importlib.util
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "experiments" / "packaging"
VERSION = re.search(
    r"^project\(regsweep VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text(), re.M
)[1]


def read(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def packages(name):
    """A list of experiments/support.sh."""
    text = (ROOT / "experiments/support.sh").read_text(encoding="utf-8")
    return set(re.search(rf'^{name}="([^"]+)"', text, re.M)[1].split())


class Recipes(unittest.TestCase):
    def test_every_recipe_is_of_this_version(self):
        for name, written in (
            ("spack/package.py", f'version("{VERSION}", tag="v{VERSION}")'),
            ("conda/meta.yaml", f'version: "{VERSION}"'),
            (f"easybuild/regsweep-{VERSION}-foss-2023a.eb", f'version = "{VERSION}"'),
        ):
            self.assertIn(written, read(name), name)
        for file in ("analysis/pyproject.toml", "experiments/docs/CITATION.cff"):
            text = (ROOT / file).read_text(encoding="utf-8")
            self.assertRegex(text, rf'(?m)^version *[=:] *"{re.escape(VERSION)}"', file)

    def test_images_install_what_the_quickstart_installs(self):
        for name in ("Dockerfile", "regsweep.def"):
            words = set(re.split(r"[\s\\]+", read(name)))
            self.assertEqual(packages("packages_build") - words, set(), name)
            self.assertEqual(packages("packages_analysis") - words, set(), name)

    def test_recipes_in_python_compile(self):
        for path in (*FOLDER.glob("*/*.py"), *FOLDER.glob("*/*.eb")):
            ast.parse(path.read_text(encoding="utf-8"), str(path))

    @unittest.skipUnless(importlib.util.find_spec("yaml"), "python3-yaml is not installed")
    def test_the_recipe_of_conda_is_yaml(self):
        import yaml

        recipe = yaml.safe_load(read("conda/meta.yaml").replace("{{", "<").replace("}}", ">"))
        self.assertEqual(recipe["package"]["name"], "regsweep")
        self.assertIn("hdf5", recipe["requirements"]["host"])

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_scripts_are_clean(self):
        scripts = [*FOLDER.glob("*.sh"), *ROOT.glob("experiments/completions/*.bash")]
        self.assertGreaterEqual(len(scripts), 3)
        for script in scripts:
            shell = ["-s", "bash"] if script.suffix == ".bash" else []
            done = subprocess.run(
                ["shellcheck", *shell, script], capture_output=True, text=True, check=False
            )
            self.assertEqual(done.stdout, "", script)

    @unittest.skipUnless(shutil.which("tclsh"), "tclsh is not installed")
    def test_the_module_file_sets_the_paths_of_its_tree(self):
        commands = """
            foreach name {conflict module-whatis} { proc $name args {} }
            proc prepend-path {name path} { puts "$name $path" }
            set ModulesCurrentModulefile /opt/regsweep/share/regsweep/modulefile/regsweep
            source [lindex $argv 0]
        """
        with tempfile.NamedTemporaryFile("w", suffix=".tcl") as script:
            script.write(commands)
            script.flush()
            done = subprocess.run(
                ["tclsh", script.name, FOLDER / "modulefile"],
                capture_output=True,
                text=True,
                check=True,
            )
        self.assertIn("PATH /opt/regsweep/bin\n", done.stdout)
        self.assertIn("MANPATH /opt/regsweep/share/man\n", done.stdout)

    def test_a_release_is_refused_while_the_change_log_lacks_it(self):
        self.assertIn('CHANGELOG.md has no section $version; write it"', read("release.sh"))
        log = (ROOT / "experiments/docs/CHANGELOG.md").read_text(encoding="utf-8")
        self.assertRegex(log, r"(?m)^## Unreleased$|^## " + re.escape(VERSION))


if __name__ == "__main__":
    unittest.main()
