"""The bundle in a root that holds nothing else: no shell, no C library, no Python; and the Debian
package, unpacked by dpkg into a root of its own.

REGSWEEP_BUILD names the build folder. Roots need a mount namespace of one's own, so the checks are
left out where the kernel gives none.
"""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from install_check import SWEEP

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ["REGSWEEP_BUILD"])
# In namespaces of our own: nothing of this is seen or left outside.
INSIDE = """
mount --bind "$0" "$0" && mount -t proc proc "$0/proc" && cd "$0" && exec chroot . "$@"
"""


def can_make_roots():
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "--pid", "--fork", "true"],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


@unittest.skipUnless(can_make_roots(), "the kernel gives no namespaces here")
class Bundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = Path(tempfile.mkdtemp(prefix="regsweep-root-"))
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        for folder in ("proc", "tmp", "home of a user"):
            (cls.root / folder).mkdir()
        cls.home = cls.root / "home of a user"
        cls.tree = cls.home / "regsweep"
        subprocess.run(
            [
                ROOT / "experiments/packaging/bundle.sh",
                *("--build", BUILD, "--stage", cls.tree, "--no-archive"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (cls.home / "moons.yaml").write_text(SWEEP)

    def use(self, *words, code=0):
        program = "/home of a user/regsweep/bin/regsweep"
        done = subprocess.run(
            [
                *("unshare", "--map-root-user", "--mount", "--pid", "--fork"),
                *("/bin/sh", "-c", INSIDE, self.root, program, *words),
            ],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/home of a user"},
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr

    def test_plan_run_status_and_collect_where_there_is_nothing_else(self):
        sweep = "/home of a user/moons.yaml"
        self.assertIn("= 4 trials", self.use("plan", sweep)[0])
        self.use("run", sweep, "--workers", "2", "--out", "/home of a user/moons")
        self.assertIn("4 finished", self.use("status", "/home of a user/moons")[0])
        self.assertIn("4 of 4 trials", self.use("collect", "/home of a user/moons")[0])
        self.assertEqual(len(list((self.home / "moons/trials").glob("*.h5"))), 4)
        self.use("verify", "/home of a user/moons", "--all")

    def test_the_analysis_says_what_it_lacks(self):
        _, err = self.use("report", "/home of a user/moons", code=5)
        self.assertIn("the analysis needs Python 3 with its modules (numpy, scipy", err)
        self.assertEqual(len(err.splitlines()), 1)

    def test_submit_says_that_there_will_be_no_report(self):
        said, _ = self.use("submit", "/home of a user/moons.yaml", "--dry-run")
        self.assertIn("there will be no report.html: the analysis needs Python 3 with", said)
        self.assertNotIn("bin/regsweep' report", said)

    def test_libraries_have_their_notices(self):
        names = {path.name for path in (self.tree / "lib/regsweep").iterdir()}
        self.assertLessEqual(
            {"ld-linux-x86-64.so.2", "libc.so.6", "libopenblas.so.0", "libstdc++.so.6"}, names
        )
        notices = {path.name for path in (self.tree / "share/doc/regsweep/libraries").iterdir()}
        self.assertLessEqual({"libc6", "libstdc++6"}, notices)


class Debian(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("dpkg-shlibdeps"):
            raise unittest.SkipTest("dpkg-shlibdeps is not installed (dpkg-dev)")
        cls.folder = Path(tempfile.mkdtemp(prefix="regsweep-deb-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        subprocess.run(
            ["cpack", "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (cls.package,) = cls.folder.glob("*.deb")

    def field(self, name):
        done = subprocess.run(
            ["dpkg-deb", "--field", self.package, name], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def test_what_it_needs_is_what_the_program_loads(self):
        needs = self.field("Depends")
        for package in ("libc6", "libhdf5-103", "libfmt9", "libyaml-cpp0.7", "openblas"):
            self.assertIn(package, needs)
        self.assertIn("python3-statsmodels", self.field("Recommends"))
        self.assertEqual(self.field("Architecture"), "amd64")

    @unittest.skipUnless(os.geteuid() == 0, "dpkg --root needs root")
    def test_dpkg_installs_it_into_a_root_and_removes_it(self):
        root = self.folder / "root"
        (root / "var/lib/dpkg/updates").mkdir(parents=True)
        (root / "var/lib/dpkg/info").mkdir()
        (root / "var/lib/dpkg/status").touch()
        (root / "tmp").mkdir()
        dpkg = ["dpkg", f"--root={root}", "--force-depends", "--force-script-chrootless"]
        subprocess.run([*dpkg, "--install", self.package], check=True, capture_output=True)
        program = root / "usr/bin/regsweep"
        out = subprocess.run([program, "help"], check=True, capture_output=True, text=True).stdout
        self.assertIn("Commands", out)
        self.assertTrue((root / "usr/lib/python3/dist-packages/regsweep/cli.py").exists())
        self.assertTrue(list((root / "usr/share/man/man1").glob("regsweep-run.1*")))
        (self.folder / "moons.yaml").write_text(SWEEP)
        subprocess.run(
            [program, "run", "moons.yaml"], cwd=self.folder, check=True, capture_output=True
        )
        subprocess.run(
            [program, "report", "results/moons"],
            cwd=self.folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            check=True,
            capture_output=True,
        )
        self.assertTrue((self.folder / "results/moons/report.html").exists())
        subprocess.run([*dpkg, "--purge", "regsweep"], check=True, capture_output=True)
        self.assertFalse(program.exists())


if __name__ == "__main__":
    unittest.main()
