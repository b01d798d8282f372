#!/usr/bin/env python3
"""Holds unity_names to its word: names that a unity build would define twice are found, each with
the full sentence."""

import tempfile
import unittest
from pathlib import Path

import unity_names


class UnityNamesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def test_a_name_of_two_files_of_a_library_is_found(self):
        self.write(
            "lib/core/a.cpp", "namespace {\nstruct Options {\n  int count;\n};\n}  // namespace\n"
        )
        self.write(
            "lib/core/b.cpp",
            "namespace {\nconst Options& options(int count) {\n}\n}  // namespace\n",
        )
        self.write("lib/data/c.cpp", "namespace {\nstruct Options {};\n}  // namespace\n")
        self.assertEqual(unity_names.check(self.root)[0], [])

        self.write("lib/core/folder/d.cpp", "\nnamespace {\nclass Options {};\n}  // namespace\n")
        self.write("lib/core/e.cpp", "namespace {\nvoid options() {}\n}  // namespace\n")
        self.assertEqual(
            [str(each) for each in unity_names.check(self.root)[0]],
            [
                (
                    "lib/core/folder/d.cpp:3: Options is also a name of the anonymous namespace of"
                    " lib/core/a.cpp, and a unity build compiles both as one; say in the name what"
                    " it is here"
                ),
                (
                    "lib/core/e.cpp:2: options is also a name of the anonymous namespace of"
                    " lib/core/b.cpp, and a unity build compiles both as one; say in the name what"
                    " it is here"
                ),
            ],
        )

    def test_a_file_of_tests_outside_the_namespace_of_its_name_is_found(self):
        inside = 'namespace regsweep::a_test {\nint one();\nTEST_CASE("a") {}\n}\n'
        self.write("tests/core/a_test.cpp", inside)
        self.assertEqual(unity_names.check(self.root)[0], [])
        for content, line in [
            ('\nTEST_CASE("b") {}\n', 2),
            ('namespace regsweep::a_test {\nTEST_CASE("b") {}\n}\n', 2),
            ("namespace regsweep::b_test {\n\nnamespace {\nint one();\n}\n}\n", 3),
        ]:
            with self.subTest(content=content):
                self.write("tests/core/b_test.cpp", content)
                self.assertEqual(
                    [str(each) for each in unity_names.check(self.root)[0]],
                    [
                        f"tests/core/b_test.cpp:{line}: stands outside"
                        " `namespace regsweep::b_test {`; a unity build compiles a dozen files of"
                        " tests as one, so all that a file of tests defines is in the namespace of"
                        " its name"
                    ],
                )


if __name__ == "__main__":
    unittest.main()
