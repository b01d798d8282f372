"""A clone that was copied or moved with its build folder, to a path with blanks and letters beyond
ASCII, is configured anew by the scripts.
"""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class MovedClone(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="regsweep-clone-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def configured_here(self, clone):
        """What the scripts find of clone/build."""
        done = subprocess.run(
            ["bash", "-c", 'source "$0/experiments/support.sh"; configured_here "$0/build"', clone],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.stderr, "")
        return done.returncode == 0

    def test_a_build_folder_belongs_to_the_place_of_its_clone(self):
        clone = self.folder / "a clone of \u00fc"
        (clone / "experiments").mkdir(parents=True)
        shutil.copy(ROOT / "experiments/support.sh", clone / "experiments")
        self.assertFalse(self.configured_here(clone))
        (clone / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(small LANGUAGES NONE)\n"
        )
        configure = ["cmake", "--fresh", "-G", "Ninja", "-S", clone, "-B", clone / "build"]
        subprocess.run(configure, check=True, capture_output=True)
        self.assertTrue(self.configured_here(clone))
        moved = self.folder / "moved"
        clone.rename(moved)
        self.assertFalse(self.configured_here(moved))
        configure = ["cmake", "--fresh", "-G", "Ninja", "-S", moved, "-B", moved / "build"]
        subprocess.run(configure, check=True, capture_output=True)
        self.assertTrue(self.configured_here(moved))


if __name__ == "__main__":
    unittest.main()
