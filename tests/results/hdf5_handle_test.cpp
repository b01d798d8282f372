// HDF5's errors become exceptions with its own words, and are not printed.
#include "results/hdf5_handle.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <thread>
#include <type_traits>

#include "example_trees.hpp"
#include "results/seal.hpp"
#include "results/tree_file.hpp"

namespace regsweep::hdf5_handle_test {

using Catch::Matchers::Contains;

// What `action` writes to the standard error.
template <class Action>
std::string printed(const ScratchFolder& folder, Action action) {
  std::fflush(stderr);
  const int kept = dup(2);
  std::FILE* file = std::fopen((folder / "stderr").c_str(), "w");
  dup2(fileno(file), 2);
  action();
  std::fflush(stderr);
  dup2(kept, 2);
  close(kept);
  std::fclose(file);
  return bytes_of(folder / "stderr");
}

TEST_CASE(
    "A failure carries HDF5's words and nothing is printed; afterwards printing is as it was") {
  const ScratchFolder folder;
  const auto fail = [] { H5Gopen2(-1, "x", H5P_DEFAULT); };
  CHECK(printed(folder, [&] {
          const Hdf5Session session;
          CHECK_THROWS_WITH(Handle(H5Gopen2(-1, "x", H5P_DEFAULT), H5Gclose, "no group"),
                            "no group (HDF5: invalid location ID)");
        }).empty());
  CHECK_THAT(printed(folder, fail), Contains("HDF5-DIAG"));
}

TEST_CASE("A handle closes once, and moving it keeps it open") {
  const Hdf5Session session;
  hid_t id = -1;
  {
    Handle first(H5Screate(H5S_SCALAR), H5Sclose, "no space");
    id = first;
    const Handle second(std::move(first));
    CHECK(H5Iis_valid(id) > 0);
  }
  CHECK(H5Iis_valid(id) == 0);
}

TEST_CASE("Closing now reports what closing could not do") {
  const Hdf5Session session;
  const auto close_and_fail = [](hid_t id) {
    H5Sclose(id);
    return herr_t{-1};
  };
  Handle handle(H5Screate(H5S_SCALAR), close_and_fail, "no space");
  CHECK_THROWS_AS(handle.close("cannot close"), Hdf5Failure);
}

TEST_CASE("Texts are UTF-8 of variable length") {
  const Hdf5Session session;
  const Handle type = text_type();
  CHECK(H5Tis_variable_str(type) > 0);
  CHECK(H5Tget_cset(type) == H5T_CSET_UTF8);
}

// The thread sanitizer looks at this one (tests/run.sh tsan).
TEST_CASE("Threads that use HDF5 at once get what each alone would have got, failures too") {
  constexpr int rounds = 6;
  std::string no_tree = "sealed, and no HDF5";
  seal(no_tree, "tree");
  std::vector<int> whole(4), refused(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < rounds; ++round) {
        const Group tree = example_trial(3 + round, static_cast<double>(i));
        whole[i] += digest(tree_of(hdf5_image(tree), "memory")) == digest(tree) ? 1 : 0;
        try {
          tree_of(no_tree, "memory");
        } catch (const DamagedFile&) {
          ++refused[i];
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(whole == std::vector<int>(4, rounds));
  CHECK(refused == std::vector<int>(4, rounds));
}

}  // namespace regsweep::hdf5_handle_test
