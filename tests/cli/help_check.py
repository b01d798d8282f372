"""Help of one hand, manual pages, --quiet, sweeps from standard input, and completion, in bash as a
user's shell does it.
"""

import re
import shutil
import subprocess
import unittest

from sweep_case import PROGRAM, ROOT, SweepCase

BASH = ROOT / "experiments" / "completions" / "regsweep.bash"
WORDS_OF_TYPES = {"TEXT", "INT", "UINT", "FLOAT", "VECTOR", "ENUM"}  # of the parser, not of people


class Help(SweepCase):
    def commands(self):
        listed, _ = self.regsweep("complete", "--", "")
        names = [[name] for name in listed.split()]
        below, _ = self.regsweep("complete", "--", "data", "")
        return names + [["data", name] for name in below.split()]

    def test_every_command_has_the_same_form_of_help_with_an_example(self):
        commands = self.commands()
        self.assertGreater(len(commands), 20)
        meanings = {}
        for words in commands:
            out, _ = self.regsweep("help", *words)
            summary, _, usage = out.splitlines()[:3]
            if not usage.endswith(" ..."):  # which has a help of its own
                self.assertEqual(out, self.regsweep(*words, "--help")[0])
            self.assertTrue(summary[0].isupper(), out)
            self.assertFalse(summary.endswith("."), out)
            self.assertTrue(usage.startswith(f"Usage: regsweep {' '.join(words)}"), out)
            self.assertFalse(WORDS_OF_TYPES & set(re.findall(r"\b[A-Z]+\b", out)), out)
            self.assertIn("\nExample\n  regsweep ", out)
            for option, meaning in re.findall(r"^  (--[\w-]+)[ \w=.]*?  +(\S.*)$", out, re.M):
                if option in ("--out", "--all", "--step", "--path"):  # of other things in each
                    continue
                self.assertEqual(meanings.setdefault(option, meaning), meaning, option)

    def test_help_knows_commands_and_keys(self):
        self.assertEqual(self.regsweep("help")[0], self.regsweep()[0])
        self.assertIn("Usage: regsweep data get NAME", self.regsweep("help", "data", "get")[0])
        topic, _ = self.regsweep("help", "bernoulli")
        self.assertEqual(topic, self.regsweep("describe", "bernoulli")[0])
        self.assertIn("regsweep describe data", self.regsweep("help", "data")[0])
        _, err = self.regsweep("help", "bernouli", code=2)
        self.assertIn("no command and no key is called 'bernouli'; did you mean 'bernoulli'?", err)

    def test_manual_pages_are_clean(self):
        linter = shutil.which("mandoc")
        for words in [[], *self.commands()]:
            page, _ = self.regsweep("help", *words, "--man")
            name = "\\-".join(["regsweep", *words])
            self.assertTrue(page.startswith(f'.TH {name} 1 "" "regsweep '), page[:80])
            self.assertIn(".SH SEE ALSO", page)
            if linter:
                said = subprocess.run(
                    [linter, "-T", "lint", "-W", "warning"],
                    input=page,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                # dates and line lengths are matters of taste there
                told = [line for line in said.stdout.splitlines() if "missing date" not in line]
                self.assertEqual(told, [], words)

    def test_quiet_leaves_errors_and_exit_codes(self):
        sweep = self.write_sweep(steps=10)
        for words in (["plan", sweep], ["run", sweep], ["verify", "results/tiny"]):
            self.assertEqual(self.regsweep(*words, "--quiet")[0], "")
        self.assertEqual(len(self.trial_files("results/tiny")), 6)
        out, err = self.regsweep("plan", "no.yaml", "--quiet", code=2)
        self.assertEqual(out, "")
        self.assertIn("there is no file no.yaml", err)

    def test_a_sweep_may_come_from_standard_input(self):
        text = (self.folder / self.write_sweep(steps=10)).read_text()
        (self.folder / "tiny.yaml").unlink()
        done = subprocess.run(
            [PROGRAM, "run", "-", "--set", "seeds=1"],
            cwd=self.folder,
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        self.assertIn("= 3 trials -> results/tiny", done.stdout)
        kept = (self.folder / "results/tiny/sweep.yaml").read_text()
        self.assertEqual(kept, "# --set seeds=1\n" + text)
        wrong = subprocess.run(
            [PROGRAM, "plan", "-"],
            cwd=self.folder,
            input=text.replace("hidden: 0.5", "hiden: 0.5"),
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(wrong.returncode, 2)
        self.assertRegex(wrong.stderr, r"standard input:\d+:\d+: .*did you mean 'hidden'\?")


class Completion(SweepCase):
    def completed(self, line):
        """What bash offers for the end of a command line."""
        script = f"""
            source {BASH}
            COMP_LINE=$1 COMP_POINT=${{#1}} COMP_TYPE=9 COMP_KEY=9
            # As readline does: words are cut at blanks outside of quotes, and at = and :
            readarray -t COMP_WORDS < <(python3 - "$1" <<'EOF'
import re, sys
line = sys.argv[1]
words = re.findall(r'''(?:"[^"]*"?|'[^']*'?|\\\\.|[^\\s"'=:])+|[=:]+''', line)
print("\\n".join(words + ([""] if line.endswith(" ") else [])))
EOF
            )
            COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
            compopt() {{ :; }}
            _regsweep
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        done = subprocess.run(
            ["bash", "-c", script, "bash", line.replace("regsweep", PROGRAM, 1)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        self.assertEqual(done.stderr, "")
        return [each for each in done.stdout.split("\n") if each]

    def test_commands_options_and_names(self):
        self.assertEqual(self.completed("regsweep st"), ["status"])
        self.assertEqual(self.completed("regsweep data "), ["list", "show", "get"])
        self.assertEqual(self.completed("regsweep run x.yaml --wo"), ["--workers"])
        self.assertEqual(self.completed("regsweep run x.yaml --stage "), ["tune"])
        self.assertEqual(self.completed("regsweep describe nanog"), ["nanogpt"])
        self.assertIn("mnist", self.completed("regsweep data get "))
        self.assertEqual(self.completed("regsweep help sche"), ["schema"])
        self.assertEqual(self.completed("regsweep run "), [])  # names of files

    def test_settings_and_presets(self):
        self.assertEqual(
            self.completed("regsweep run x.yaml --set optimizer.learning_r"),
            ["optimizer.learning_rate="],
        )
        self.assertEqual(self.completed("regsweep plan x.yaml --set dropout.preset=n"), ["nanogpt"])

    def test_variants_and_seeds_of_a_sweep(self):
        self.regsweep("plan", self.write_sweep(), "--write")
        head = "regsweep logs results/tiny --variant "
        self.assertEqual(self.completed(head), ["hidden\\ 0", "hidden\\ 0.25", "hidden\\ 0.5"])
        self.assertEqual(self.completed(head + '"hidden 0.2'), ["hidden 0.25"])
        self.assertEqual(self.completed(head + "hidden\\ 0.5"), ["hidden\\ 0.5"])
        self.assertEqual(self.completed(head + '"hidden 0" --seed '), ["0", "1"])
        self.assertEqual(len(self.completed("regsweep logs results/tiny ")), 6)
        (self.folder / "results/tiny/plan.json").write_text("{}")
        self.assertEqual(self.completed(head), [])


if __name__ == "__main__":
    unittest.main()
