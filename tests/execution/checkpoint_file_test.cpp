// Checkpoints: what was written comes back whole, anything else is refused with a reason and never
// used.
#include "execution/directory/checkpoint_file.hpp"

#include <catch2/catch.hpp>

#include "execution/program.hpp"
#include "results/publish.hpp"
#include "results/tree_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::checkpoint_file_test {

Group state() {
  Group root;
  root.set_attribute("step", Value(12));
  root.add_scalar("weights", 0.1, "1", "weights");
  return root;
}

TEST_CASE("a checkpoint comes back as it was") {
  const ScratchFolder folder;
  write_checkpoint(folder / "a.h5", "aaaa", state());
  const FoundCheckpoint found = read_checkpoint(folder / "a.h5", "aaaa");
  REQUIRE(found.refused.empty());
  REQUIRE(found.state->attribute("step")->integer() == 12);
  REQUIRE(std::get<std::vector<double>>(found.state->array("weights")->data) ==
          std::vector<double>{0.1});
}

TEST_CASE("no checkpoint is no problem") {
  const FoundCheckpoint found = read_checkpoint("/nowhere/a.h5", "aaaa");
  REQUIRE_FALSE(found.state.has_value());
  REQUIRE(found.refused.empty());
}

TEST_CASE("checkpoints of other trials, damaged ones and other files are refused") {
  const ScratchFolder folder;
  const std::string file = (folder / "a.h5").string();
  write_checkpoint(file, "aaaa", state());
  REQUIRE(read_checkpoint(file, "bbbb").refused == file + " belongs to another trial");

  write_text(file, "rubbish");
  REQUIRE_FALSE(read_checkpoint(file, "aaaa").refused.empty());
  REQUIRE_FALSE(read_checkpoint(file, "aaaa").state.has_value());

  publish(file, hdf5_image(state()));
  REQUIRE(read_checkpoint(file, "aaaa").refused == file + " is no checkpoint");

  Group forged = state();
  forged.set_attribute("format", Value("regsweep-checkpoint"));
  forged.set_attribute("id", Value("aaaa"));
  forged.set_attribute("digest", Value(digest(state())));
  publish(file, hdf5_image(forged));
  REQUIRE(read_checkpoint(file, "aaaa").refused == file + " is damaged");

  forged.set_attribute("program_version", Value(this_program().version));
  forged.set_attribute("program", Value("0123456789abcdef"));
  forged.set_attribute("digest", Value(digest(forged)));
  publish(file, hdf5_image(forged));
  REQUIRE(read_checkpoint(file, "aaaa").refused ==
          file + " was written by another version of regsweep");
}

}  // namespace regsweep::checkpoint_file_test
