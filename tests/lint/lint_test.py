#!/usr/bin/env python3
"""Holds the lints to their word: each rule is broken once in a small made-up tree, and the full
sentence is expected."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import house_rules
import layering
import pages
import planted
import statements
import regularizer_names


class LintTest(unittest.TestCase):
    def setUp(self):
        writers = mock.patch.object(
            house_rules, "WRITERS", {"lib/results/publish.cpp": "publishes"}
        )
        elsewhere = mock.patch.object(house_rules, "TESTED_ELSEWHERE", {})
        for patch in (writers, elsewhere):
            patch.start()
            self.addCleanup(patch.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("lib/results/publish.cpp", "// Publishes.\n")
        self.write("tests/results/publish_test.cpp", "// Tests it.\n")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def layers(self, path, text):
        self.write(path, text)
        return [str(each) for each in layering.check(self.root)[0]]

    def habits(self, path, text, known=None):
        self.write(path, text)
        return [str(each) for each in house_rules.check(self.root, known)[0]]

    # layers

    def test_an_include_downward_is_fine(self):
        self.assertEqual(
            self.layers(
                "lib/data/idx.cpp",
                '#include "data/idx.hpp"\n#include "tensor/tensor.hpp"\n#include <zlib.h>\n',
            ),
            [],
        )

    def test_an_include_upward_is_found_with_its_line(self):
        self.assertEqual(
            self.layers("lib/random/draws.cpp", '#include <vector>\n#include "models/mlp.hpp"\n'),
            [
                'lib/random/draws.cpp:2: lib/random must not include "models/mlp.hpp": includes go'
                " downward only, and below random is core"
            ],
        )

    def test_neighbours_do_not_include_each_other(self):
        self.assertEqual(
            self.layers("lib/sweep/plan.cpp", '#include "results/publish.hpp"\n'),
            [
                'lib/sweep/plan.cpp:1: lib/sweep must not include "results/publish.hpp": includes'
                " go downward only, and below sweep is core, random, statistics"
            ],
        )

    def test_a_new_folder_must_enter_the_table(self):
        self.assertEqual(
            self.layers("lib/extra/new.cpp", '#include "core/value.hpp"\n'),
            [
                "lib/extra/new.cpp:1: lib/extra is not in the table of layers; add it to LAYERS in"
                " tests/lint/layering.py"
            ],
        )

    def test_an_include_names_its_folder(self):
        self.assertEqual(
            self.layers("lib/core/value.cpp", '#include "value.hpp"\n'),
            [
                'lib/core/value.cpp:1: "value.hpp" has no folder; write includes from lib/ on, like'
                ' "core/value.hpp"'
            ],
        )

    def test_third_party_headers_stay_in_their_place(self):
        for header, place in [
            ("yaml-cpp/yaml.h", "lib/sweep/yaml.cpp"),
            ("nlohmann/json.hpp", "lib/core/json.cpp"),
            ("hdf5.h", "lib/results/"),
            ("xtensor-blas/xblas.hpp", "lib/tensor/"),
            ("cblas.h", "lib/tensor/"),
            ("CLI/CLI.hpp", "experiments/"),
            ("zlib.h", "lib/data/"),
            ("openssl/evp.h", "lib/data/"),
            ("Random123/philox.h", "lib/random/"),
        ]:
            with self.subTest(header=header):
                found = self.layers("lib/execution/pool.cpp", f"#include <{header}>\n")
                self.assertEqual(len(found), 1)
                self.assertTrue(
                    found[0].startswith(
                        f"lib/execution/pool.cpp:1: <{header}> belongs into {place}"
                    ),
                    found[0],
                )

    def test_text_and_storage_know_no_tensors(self):
        self.assertEqual(
            len(self.layers("lib/results/trial_file.cpp", "#include <xtensor/xtensor.hpp>\n")), 1
        )

    def test_programs_stand_on_everything_but_confined_headers(self):
        self.write("experiments/commands.hpp", "// Commands.\n")
        self.assertEqual(
            self.layers(
                "experiments/run.cpp",
                '#include "execution/pool.hpp"\n#include <CLI/CLI.hpp>\n#include "commands.hpp"\n',
            ),
            [],
        )

    # habits

    def test_a_tidy_file_is_fine(self):
        self.write("tests/core/value_test.cpp", "// Tests values.\n")
        self.assertEqual(
            self.habits("lib/core/value.cpp", "// Values.\nMatrix x = xt::zeros<real>({2, 2});\n"),
            [],
        )

    def test_files_have_a_longest_length(self):
        for path in ["lib/core/a.hpp", "experiments/a.cpp", "tests/core/a_test.cpp"]:
            with self.subTest(path=path):
                self.assertEqual(self.habits(path, "// A.\n" * 400), [])
                self.assertEqual(
                    self.habits(path, "// A.\n" * 401),
                    [f"{path}:401: 401 lines; a file has at most 400: split it by what it does"],
                )
                self.write(path, "// A.\n")

    def test_lines_have_a_widest_width(self):
        for path in ["lib/core/a.hpp", "analysis/a.py", "tests/core/a_test.cpp", "analysis/a.html"]:
            opening = "# A.\n" if path.endswith(".py") else "// A.\n"
            with self.subTest(path=path):
                self.assertEqual(self.habits(path, opening + "x" * 100 + "\n"), [])
                self.assertEqual(
                    self.habits(path, opening + "x" * 101 + "\n"),
                    [f"{path}:2: 101 columns; a line has at most 100: break it"],
                )
                self.write(path, opening)

    # the form of statements

    def form(self, text):
        """Line and first words of what statements.py says about a file with this text."""
        self.write("lib/core/form.cpp", text)
        return [(each.line, each.sentence.split(";")[0]) for each in statements.check(self.root)[0]]

    def test_commas_between_statements_are_found(self):
        joined = "a comma joins two statements"
        for text in [
            "void f() {\n  a = 1, b = 2;\n}\n",
            "void f() {\n  ++at, mantissa += skip(digits, at);\n}\n",
            "int f() {\n  return pause(x, y), Outcome::interrupted;\n}\n",
            "void f() {\n  if (x) a.push_back(1), b.push_back(2);\n}\n",
            "void f() {\n  sort([](int a, int b) {\n    return g(a), b;\n  });\n}\n",
        ]:
            with self.subTest(text=text):
                self.assertEqual([what for _, what in self.form(text)], [joined])

    def test_commas_of_lists_and_declarations_are_fine(self):
        for text in [
            "int a = 1, b = 2;\n",
            'const std::map<int, std::string> names{{1, "a, b"}, {2, "c"}};\n',
            (
                "void f(int a, int b) {\n  g(a, b, {a, b});\n  return h(a, [&](int c) { return c;"
                " }, b);\n}\n"
            ),
            "const auto& [key, value] = *at;\n",
            "for (int i = 0, j = 1; i < n; ++i, ++j) f(i, j);\n",
            '// a = 1, b = 2;\nconst char* text = R"(a = 1, b = 2;)";\n',
            "enum class Kind { first, second };\nusing Pair = std::pair<int, int>;\n",
        ]:
            with self.subTest(text=text):
                self.assertEqual(self.form(text), [])

    def test_two_statements_on_a_line_and_bare_bodies_are_found(self):
        self.assertEqual(
            self.form("void f() {\n  a(); b();\n}\n"), [(2, "two statements on a line")]
        )
        self.assertEqual(
            self.form("void f() {\n  for (int i = 0; i < n; ++i)\n    a(i);\n  if (x) b();\n}\n"),
            [(2, "a body on lines of its own has no braces")],
        )

    def test_a_file_opens_with_its_contract(self):
        self.assertEqual(
            self.habits("lib/core/a.hpp", "#pragma once\n"),
            ["lib/core/a.hpp:1: a file opens with a comment that states its contract"],
        )

        self.write("lib/core/a.hpp", "// A.\n")
        self.write("tests/core/a_test.cpp", "// Tests it.\n")
        self.assertEqual(self.habits("lib/core/a.cpp", '#include "core/a.hpp"\n'), [])

    def test_a_source_has_a_test(self):
        self.assertEqual(
            self.habits("lib/core/value.cpp", "// Values.\n"),
            [
                "lib/core/value.cpp:1: has no test; write tests/core/value_test.cpp, or say in"
                " TESTED_ELSEWHERE where it is tested"
            ],
        )

    def test_lazy_tensors_are_found(self):
        for line in [
            "auto mask = xt::random::rand<float>({2}) > 0.5;",
            "const auto& y = xt::sum(x);",
            "auto y{xt::exp(x)};",
        ]:
            with self.subTest(line=line):
                self.assertEqual(
                    self.habits("experiments/a.cpp", "// A.\n" + line + "\n"),
                    [
                        "experiments/a.cpp:2: auto holds a lazy expression that is evaluated anew"
                        " at each read; name the tensor's type"
                    ],
                )
        self.assertEqual(self.habits("experiments/a.cpp", "// Never auto x = xt::ones.\n"), [])

    def test_open_ends_are_found(self):
        for word in ["TO" + "DO", "FIX" + "ME"]:
            self.assertEqual(
                self.habits("configs/a.yaml", f"# {word}: later\n"),
                [
                    "configs/a.yaml:1: an open end in the code; finish it, or say the limitation in"
                    " a sentence"
                ],
            )

    def test_only_publish_writes(self):
        for line, name in [
            ("std::ofstream out(path);", "std::ofstream"),
            ('fopen(path, "wb");', "fopen"),
            ("open(path, O_CREAT | O_EXCL);", "O_CREAT"),
            ("H5Fcreate(name, H5F_ACC_TRUNC, a, b);", "H5F_ACC_TRUNC"),
        ]:
            with self.subTest(line=line):
                self.assertEqual(
                    self.habits("experiments/a.cpp", "// A.\n" + line + "\n"),
                    [
                        f"experiments/a.cpp:2: {name} opens a file for writing; publish() of"
                        " results/publish.hpp does that, atomically"
                    ],
                )
        self.assertEqual(
            self.habits("experiments/a.cpp", '// A.\nstd::ifstream in(path); fopen(path, "rb");\n'),
            [],
        )

    def test_a_source_that_no_target_contains_is_found(self):
        self.write("known.txt", "lib/results/publish.cpp\ntests/results/publish_test.cpp\n")
        self.assertEqual(
            self.habits("tests/core/lost_test.cpp", "// Lost.\n", self.root / "known.txt"),
            [
                "tests/core/lost_test.cpp:1: no target of the build contains it; move it where"
                " lib/cmake/RegsweepTargets.cmake looks, or delete it"
            ],
        )

    def test_an_exception_that_is_no_longer_needed_is_found(self):
        (self.root / "lib/results/publish.cpp").unlink()
        self.assertIn(
            (
                "tests/lint/house_rules.py:1: WRITERS names lib/results/publish.cpp, which does not"
                " exist; take it out"
            ),
            [str(each) for each in house_rules.check(self.root)[0]],
        )

    # planted errors

    def planted(self, text):
        self.write("lib/regularizers/noise/loud.cpp", text)
        error = planted.planted_errors.PlantedError(
            "loud: twice as loud", "lib/regularizers/", "scale = r.scale;", "scale = 2 * r.scale;"
        )
        return [str(each) for each in planted.check(self.root, [error])[0]]

    def test_a_planted_error_with_one_place_is_fine_however_its_line_is_broken(self):
        self.assertEqual(self.planted("// Loud.\nreal scale =\n    r.scale;\n"), [])

    def test_a_planted_error_without_a_place_or_with_two_is_found(self):
        sentence = (
            "tests/contract/planted_errors.py:1: the planted error 'loud: twice as loud' replaces"
            " 'scale = r.scale;', which occurs {} instead of once;"
            " give it a piece of the code as it is now"
        )
        for text, found in [
            ("// Loud.\n", "0 times in lib/regularizers/"),
            (
                "scale = r.scale;\n" * 2,
                "2 times in lib/regularizers/ (lib/regularizers/noise/loud.cpp)",
            ),
        ]:
            self.assertEqual(self.planted(text), [sentence.format(found)])

    # names of regularizers

    def named(self, path, text):
        self.write("lib/regularizers/noise/loud.cpp", "// Loud noise.\n")
        self.write("lib/regularizers/rules/twice_over.cpp", "// A rule.\n")
        self.write(path, text)
        with mock.patch.object(regularizer_names, "ALLOWED", {}):
            return [str(each) for each in regularizer_names.check(self.root)[0]]

    def test_the_name_of_a_regularizer_above_its_folder_is_found(self):
        for line, name in [
            ('if (noise == "loud") return;', "loud"),
            ('if (trial.find("regularizers.twice_over.rate")) return;', "twice_over"),
            ("options.twice_over = 0;", "twice_over"),
        ]:
            with self.subTest(line=line):
                sentence = (
                    f"lib/training/step.cpp:2: names the regularizer '{name}', which only its own"
                    " file may know; let its entry say what it needs (RuleNeeds, NoiseEntry), or"
                    " enter the reason in ALLOWED of tests/lint/regularizer_names.py"
                )
                self.assertEqual(
                    self.named("lib/training/step.cpp", f"// Steps.\n{line}\n"), [sentence]
                )

    def test_regularizers_name_themselves_and_comments_name_what_they_explain(self):
        self.assertEqual(self.named("lib/regularizers/presets.cpp", '// P.\nf("loud");\n'), [])
        text = "// twice_over needs this.\nint loud = 0;\n"
        self.assertEqual(self.named("lib/training/step.cpp", text), [])

    # pages

    def test_what_a_page_names_and_is_not_there_is_found(self):
        fence = "```"
        self.write("lib/recipes.md", f"{fence}cpp lib/new.cpp\n// New.\n{fence}\n`lib/new.cpp`\n")
        page = "# House\n`lib/gone.cpp` `gone()` [there](core#x) `f()` (`lib/f.cpp`)\n"
        self.write("lib/README.md", page + f"{fence}diff lib/f.cpp\n k();\n+h();\n{fence}\n")
        self.write("tests/README.md", "# Tests\n`lib/f.cpp`\n")
        self.write("lib/f.cpp", "g();\n")
        self.write("lib/g.cpp", "f();\n")
        found = [
            "lib/README.md:2: links to core, which does not exist",
            "lib/README.md:2: names lib/gone.cpp, which does not exist",
            "lib/README.md:2: names gone(), which no source has",
            "lib/README.md:2: says that lib/f.cpp has f(), which it has not",
            "lib/README.md:3: lib/f.cpp has the line 'k();' 0 times, not once",
        ]
        self.assertEqual([str(each) for each in pages.check(self.root)[0]], found)


if __name__ == "__main__":
    unittest.main()
