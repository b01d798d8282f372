#!/usr/bin/env python3
"""Holds the lint of names of one letter to its word: what it finds, and what it leaves alone."""

import tempfile
import unittest
from pathlib import Path

import short_names


class ShortNames(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def letters(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return [str(each) for each in short_names.check(self.root)[0]]

    def test_a_name_of_one_letter_is_found_wherever_it_is_declared(self):
        sentence = "says nothing of what it is; give it a word"
        for line, letter in (
            ("const double y = 1;", "y"),
            ("std::vector<std::string> s;", "s"),
            ("void write(const Plan& p, int fd);", "p"),
            ("const auto* q = first(plan);", "q"),
            ("for (const Value& v : list) use(v);", None),
            ("if (const Value* v = find(key)) use(*v);", "v"),
            ("struct Rows { int n; };", "n"),
        ):
            found = self.letters("lib/sweep/plan.cpp", f"// Plans.\n{line}\n")
            wanted = [] if letter is None else [f"lib/sweep/plan.cpp:2: '{letter}' {sentence}"]
            self.assertEqual(found, wanted, line)

    def test_counters_pairs_words_and_equations_are_fine(self):
        fine = (
            "// Plans: const double y = 1;\n"
            "for (std::size_t i = 0; i < n.size(); ++i) total += rows * i;\n"
            "bool before(const Trial& a, const Trial& b) { return a.id < b.id; }\n"
            'print("const int n = 3;");\n'
            "T Fields<T>::* member;\n"
        )
        self.assertEqual(self.letters("lib/sweep/plan.cpp", fine), [])
        self.assertEqual(self.letters("lib/models/mlp.cpp", "const real* x = h;\n"), [])


if __name__ == "__main__":
    unittest.main()
