// Shared datasets: what one process writes is what another maps, to the last bit; and nobody can
// change it.
#include "data/shared_dataset.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "core/error.hpp"

namespace regsweep::shared_dataset_test {

// Every member differs from its default and from its neighbours.
Dataset sample() {
  Dataset data;
  data.name = "sample";
  data.task = Task::regression;
  data.features = 3;
  data.outputs = 2;
  data.target_scale = 0.37;
  data.class_names = {"a", "", "ccc"};
  data.sequence = 5;
  data.each_once = true;
  data.token_unit = "byte";
  data.vocabulary = {"x", "é"};
  data.train.features = Matrix({{1, 2, 3}, {4, 5, 6}});
  data.train.labels = {7, 8};
  data.train.targets = Matrix({{9, 10}, {11, 12}});
  data.validation.tokens = {13, 14, 15};
  data.validation.next = {-1, 16};
  data.test.features = Matrix({{17, 18, 19}});
  return data;
}

bool same(const Split& a, const Split& b) {
  return a.features == b.features && a.labels == b.labels && a.targets == b.targets &&
         a.tokens == b.tokens && a.next == b.next;
}

bool same(const Dataset& a, const Dataset& b) {
  return a.name == b.name && a.task == b.task && a.features == b.features &&
         a.outputs == b.outputs && a.class_names == b.class_names &&
         a.target_scale == b.target_scale && a.sequence == b.sequence &&
         a.each_once == b.each_once && a.token_unit == b.token_unit &&
         a.vocabulary == b.vocabulary && same(a.train, b.train) &&
         same(a.validation, b.validation) && same(a.test, b.test);
}

TEST_CASE("another process maps every member of a shared dataset, under its key") {
  const int descriptor = share_dataset("the key", sample());
  const pid_t child = fork();
  if (child == 0) {
    const MappedDataset mapped = map_dataset(descriptor);
    _exit(mapped.key == "the key" && same(mapped.dataset, sample()) ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  REQUIRE(status == 0);
  close(descriptor);
}

TEST_CASE("copies keep the shared memory after the descriptor and the first holder are gone") {
  Split kept;
  {
    const MappedDataset mapped = map_dataset(share_dataset("k", sample()));
    kept = mapped.dataset.train;
  }
  REQUIRE(same(kept, sample().train));
}

TEST_CASE("shared memory can be written by nobody") {
  const int descriptor = share_dataset("k", sample());
  REQUIRE(mmap(nullptr, 64, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0) == MAP_FAILED);
  REQUIRE(ftruncate(descriptor, 0) == -1);
  close(descriptor);
}

TEST_CASE("what is no shared dataset is refused") {
  REQUIRE_THROWS_AS(map_dataset(-1), ContractError);
  const int nothing = memfd_create("nothing", MFD_CLOEXEC);
  const int zeros = memfd_create("zeros", MFD_CLOEXEC);
  REQUIRE_THROWS_AS(map_dataset(nothing), ContractError);
  REQUIRE(ftruncate(zeros, 4096) == 0);
  REQUIRE_THROWS_WITH(map_dataset(zeros), Catch::Contains("holds something else"));
  close(nothing);
}

}  // namespace regsweep::shared_dataset_test
