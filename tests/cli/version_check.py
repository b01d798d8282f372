"""What a build says of itself: commit, `.changed` when a source of the program differs from it, and
the hash of the sources, which does not depend on where the folder lies.
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HASHER = os.environ["REGSWEEP_SOURCES"]
IDENTITY = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]


class Version(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="regsweep-version-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.clone = self.folder / "a clone"
        for name, text in {
            "CMakeLists.txt": "project(regsweep)\n",
            "README.md": "words\n",
            ".gitignore": "own*\nbuild/\n",
            "lib/training/trainer.cpp": "int f() { return 1; }\n",
            "experiments/run.cpp": "int main() {}\n",
        }.items():
            self.write(name, text)
        self.git("init", "-q")
        self.commit()

    def write(self, name, text):
        file = self.clone / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def git(self, *words, folder=None):
        done = subprocess.run(
            ["git", *IDENTITY, *words], cwd=folder or self.clone, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-qm", "all")

    def built(self, clone=None):
        """Commit and hash of a build of the clone as it is."""
        clone = clone or self.clone
        (self.folder / "flags.txt").write_text('-O3 -DNAME="a b"')
        header = self.folder / "build_program.hpp"
        done = subprocess.run(
            [
                "cmake",
                f"-DHEADER={header}",
                f"-DSOURCE={clone}",
                "-DVERSION=1.2.3",
                f"-DHASHER={HASHER}",
                f"-DFLAGS={self.folder / 'flags.txt'}",
                "-P",
                ROOT / "lib/cmake/RegsweepProgram.cmake",
            ],
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        text = header.read_text()
        self.assertIn('#define REGSWEEP_FLAGS "-O3 -DNAME=\\"a b\\""\n', text)
        return (
            re.search('REGSWEEP_COMMIT "(.*)"', text)[1],
            re.search('REGSWEEP_SOURCES "([0-9a-f]{32})"', text)[1],
        )

    def test_a_clean_clone_has_its_commit_and_a_changed_source_is_told(self):
        head = self.git("rev-parse", "--short=10", "HEAD")
        _, hash_of_commit = self.built()
        self.assertEqual(self.built(), (head, hash_of_commit))
        self.write("README.md", "other words\n")
        self.write("notes.txt", "mine\n")
        self.assertEqual(self.built(), (head, hash_of_commit))
        self.write("lib/training/trainer.cpp", "int f() { return 2; }\n")
        commit, changed = self.built()
        self.assertEqual(commit, head + ".changed")
        self.assertNotEqual(changed, hash_of_commit)
        self.commit()
        self.assertEqual(self.built()[1], changed)
        self.assertNotIn(".changed", self.built()[0])

    def test_a_new_file_of_lib_counts_also_one_that_git_ignores(self):
        before = self.built()[1]
        for name in ("noise.cpp", "own.cpp"):
            with self.subTest(name):
                self.write(f"lib/regularizers/noise/{name}", "int n();\n")
                commit, changed = self.built()
                self.assertTrue(commit.endswith(".changed"))
                self.assertNotEqual(changed, before)
                (self.clone / f"lib/regularizers/noise/{name}").unlink()
                self.assertNotIn(".changed", self.built()[0])

    def test_a_changed_comment_is_a_change_and_the_same_program(self):
        before = self.built()[1]
        self.write("lib/training/trainer.cpp", "// One.\nint f() {\n  return 1;\n}\n")
        commit, hash_of_sources = self.built()
        self.assertTrue(commit.endswith(".changed"))
        self.assertEqual(hash_of_sources, before)

    def test_a_clone_elsewhere_is_the_same_and_an_archive_has_no_commit(self):
        here = self.built()
        self.git("clone", "-q", str(self.clone), str(self.folder / "elsewhere"))
        self.assertEqual(self.built(self.folder / "elsewhere"), here)
        shutil.rmtree(self.clone / ".git")
        self.assertEqual(self.built(), ("", here[1]))

    def test_a_copy_within_another_repository_does_not_take_its_commit(self):
        here = self.built()
        shutil.rmtree(self.clone / ".git")
        (self.folder / "other.txt").write_text("other\n")
        self.git("init", "-q", folder=self.folder)
        self.git("add", "other.txt", folder=self.folder)
        self.git("commit", "-qm", "other", folder=self.folder)
        self.assertEqual(self.built(), ("", here[1]))


if __name__ == "__main__":
    unittest.main()
