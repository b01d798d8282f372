// What is fuzzed: the readers of foreign bytes. Each takes any bytes and either understands them or
// refuses them by an Error of one printable sentence (of a sweep file: with its place). Anything
// else is a finding: another exception, a crash, a leak, a hang, memory without bound, or an answer
// that breaks its own promise, which aborts.
//
//   yaml         a sweep file, from its bytes to the expanded plan (of at most 64 cells), with the
//                grammar of the tests of planning
//   json         plan.json, and the JSON below it
//   idx          images and labels
//   csv          tables with every delimiter, to numbers and classes
//   text         running texts by characters and by bytes
//   tokens       words and their vocabulary; files of token numbers
//   arrays       .npy, .npz, IDX of any type
//   png          pictures, by libpng
//   index        files of numbers of examples
//   gzip         the file below these three: its bytes, compressed or not
//   trial        result files and checkpoints as they are on a disk: a damaged one is refused by
//                its seal
//   hdf5         what is inside the seal: HDF5 files of foreign content, which foreign_tree.hpp
//                builds from the bytes
//   checkpoint   inside that: whole checkpoints with foreign members (edited_checkpoint.hpp), from
//                which a trial goes on to its end
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace regsweep {

struct FuzzTarget {
  std::string name;  // also of the folder of its corpus, tests/fuzz/corpus/<name>
  void (*read)(const std::string& bytes);
};

const std::vector<FuzzTarget>& fuzz_targets();

}  // namespace regsweep
