#!/usr/bin/env python3
"""Holds the lint of own headers to its word: what it finds, and what it leaves alone."""

import tempfile
import unittest
from pathlib import Path

import own_headers


class OwnHeaders(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def found(self):
        return [str(each) for each in own_headers.check(self.root)[0]]

    def test_a_source_that_includes_its_header_first_is_fine(self):
        self.write("lib/core/text.hpp", "// Text.\n#pragma once\n#include <string>\n")
        self.write("lib/core/text.cpp", '#include "core/text.hpp"\n\n#include <array>\n')
        self.write("lib/core/main.cpp", "// Has no header.\n#include <string>\n")
        self.write("experiments/topics.hpp", "// Topics.\n#pragma once\n")
        self.write("experiments/topics.cpp", '// Topics.\n#include "topics.hpp"\n')
        self.assertEqual(self.found(), [])

    def test_whatever_comes_before_the_own_header_is_found(self):
        self.write("lib/core/text.hpp", "// Text.\n#pragma once\n")
        for before in ("#include <string>", '#include "core/error.hpp"', "#define FAST 1"):
            with self.subTest(before):
                self.write("lib/core/text.cpp", f'// T.\n{before}\n#include "core/text.hpp"\n')
                self.assertEqual(
                    self.found(),
                    [
                        'lib/core/text.cpp:2: #include "core/text.hpp" comes first, so that the'
                        " header is compiled without what others include; move it there"
                    ],
                )

    def test_a_source_that_forgets_its_header_is_found(self):
        self.write("lib/core/text.hpp", "// Text.\n#pragma once\n")
        self.write("lib/core/text.cpp", "// Text.\n")
        self.assertEqual(len(self.found()), 1)

    def test_a_header_that_could_be_read_twice_is_found(self):
        for text in ("// Text.\n#include <string>\n#pragma once\n", "// Text.\nint x();\n"):
            with self.subTest(text):
                self.write("lib/core/text.hpp", text)
                (found,) = self.found()
                self.assertIn("the first directive of a header is #pragma once", found)


if __name__ == "__main__":
    unittest.main()
