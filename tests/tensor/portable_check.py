#!/usr/bin/env python3
"""In a portable build, AVX stands only in the clones that the loader chooses and in functions that
are called after a question to the processor. A processor of x86-64-v2 would die of any other.

Usage: portable_check.py LIBRARY.a...
"""

import re
import subprocess
import sys

CLONE = re.compile(r"\.arch_x86_64_v[34]")
ASKED_FOR = {
    "avx512_groups": "lib/random/keep_bits.cpp asks the processor first",
    "list_with_vbmi2": "lib/tensor/kernels/nonzeros.cpp asks the processor first",
}
AVX = re.compile(r"%[yz]mm\d|\tv[a-z0-9]+ .*%xmm")


def functions_with_avx(library):
    """Names of all functions, and of those that have an instruction of AVX."""
    text = subprocess.run(
        ["objdump", "-d", "-C", "--no-show-raw-insn", library],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names, found, name = set(), set(), ""
    for line in text.splitlines():
        if begin := re.match(r"[0-9a-f]+ <(.*)>:$", line):
            name = begin[1]
            names.add(name)
        elif AVX.search(line):
            found.add(name)
    return names, found


def main(libraries):
    count = clones = 0
    bad = []
    for library in libraries:
        names, found = functions_with_avx(library)
        count += len(names)
        clones += sum(bool(CLONE.search(name)) for name in found)
        bad += [
            f"{library}: {name}"
            for name in sorted(found)
            if not CLONE.search(name) and not any(each in name for each in ASKED_FOR)
        ]
    print(f"{count} functions, {clones} clones with AVX, {len(bad)} others with AVX")
    print("\n".join(bad))
    return bool(bad) or clones == 0  # without clones there is no dispatch to speak of


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
