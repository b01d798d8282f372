// The memory guard: what limits memory, from files as kernels and Slurm write them; and which
// trials may start.
#include "execution/memory_guard.hpp"

#include <catch2/catch.hpp>
#include <cstring>

#include "small_sweep.hpp"

namespace regsweep::memory_guard_test {

namespace fs = std::filesystem;

constexpr std::int64_t MiB = std::int64_t{1} << 20;

const char* nowhere(const char*) { return nullptr; }

// A root with 700 MiB available and this text in /proc/self/cgroup.
fs::path machine(const ScratchFolder& folder, const std::string& groups) {
  fs::create_directories(folder / "proc/self");
  write_text(
      folder / "proc/meminfo",
      "MemTotal:        2048000 kB\nMemFree:           10000 kB\nMemAvailable:     716800 kB\n");
  write_text(folder / "proc/self/cgroup", groups);
  return folder.path();
}

void group(const fs::path& folder, const std::string& limit, const std::string& use,
           const std::string& droppable) {
  fs::create_directories(folder);
  const bool second = folder.string().find("cgroup/memory") == std::string::npos;
  write_text(folder / (second ? "memory.max" : "memory.limit_in_bytes"), limit + "\n");
  write_text(folder / (second ? "memory.current" : "memory.usage_in_bytes"), use + "\n");
  write_text(folder / "memory.stat", "anon 5\n" +
                                         std::string(second ? "" : "inactive_file 3\ntotal_") +
                                         "inactive_file " + droppable + "\n");
}

// Small networks on these data.
Plan plan_of(const std::string& data, const std::string& axis = "optimizer.learning_rate: [0.1]") {
  return make_plan(
      read_yaml(
          "sweep: small\nbase:\n  data: " + data +
              "\n  model: {kind: mlp, hidden: [8]}\n  optimizer: {kind: sgd, learning_rate: 0.1}\n"
              "  training: {steps: 40, batch: 32}\naxes: {" +
              axis + "}\nseeds: 1\nanalysis: {metric: test.error}\n",
          "small.yaml"),
      trial_grammar());
}

TEST_CASE(
    "without control groups the machine's available memory counts, without anything there is no "
    "limit") {
  const ScratchFolder folder;
  REQUIRE(free_memory(nowhere, folder / "nothing").where == "without a limit");
  const FreeMemory free = free_memory(nowhere, machine(folder, ""));
  REQUIRE(free.bytes == 700 * MiB);
  REQUIRE(free.where == "on this machine");
  REQUIRE(free_memory_here().bytes > 0);
}

TEST_CASE(
    "the tightest control group of version 2 counts, less what it uses, without pages that can be "
    "dropped") {
  const ScratchFolder folder;
  const fs::path root = machine(folder, "0::/job_7/step_1\n");
  group(root / "sys/fs/cgroup/job_7/step_1", "max", "7", "7");
  group(root / "sys/fs/cgroup/job_7", "524288000", "419430400", "20971520");  // 500, 400 and 20 MiB
  const FreeMemory free = free_memory(nowhere, root);
  REQUIRE(free.bytes == 120 * MiB);
  REQUIRE(free.where == "under the limit of its control group (500 MiB)");
}

TEST_CASE("control groups of version 1 count too, also when a container sees only its own root") {
  const ScratchFolder folder;
  const fs::path root = machine(folder, "5:cpu,cpuacct:/other\n4:hugetlb,memory:/docker/ab\n");
  group(root / "sys/fs/cgroup/memory", "314572800", "104857600",
        "10485760");  // 300, 100 and 10 MiB
  REQUIRE(free_memory(nowhere, root).bytes == 210 * MiB);
  group(root / "sys/fs/cgroup/memory/docker/ab", "209715200", "104857600", "0");
  REQUIRE(free_memory(nowhere, root).bytes == 100 * MiB);
  group(root / "sys/fs/cgroup/memory/docker/ab", "9223372036854771712", "104857600", "0");
  REQUIRE(free_memory(nowhere, root).bytes == 210 * MiB);
}

TEST_CASE("a task of Slurm has what Slurm gave it, per node or per core") {
  const ScratchFolder folder;
  const fs::path root = machine(folder, "");
  const auto of_node = [](const char* name) -> const char* {
    return std::strcmp(name, "SLURM_JOB_ID") == 0         ? "7"
           : std::strcmp(name, "SLURM_MEM_PER_NODE") == 0 ? "230"
                                                          : nullptr;
  };
  REQUIRE(free_memory(of_node, root).bytes == 230 * MiB);
  REQUIRE(free_memory(of_node, root).where == "for this task of Slurm");
  const auto of_core = [](const char* name) -> const char* {
    if (std::strcmp(name, "SLURM_JOB_ID") == 0) return "7";
    return std::strcmp(name, "SLURM_MEM_PER_CPU") == 0     ? "57"
           : std::strcmp(name, "SLURM_CPUS_PER_TASK") == 0 ? "3"
                                                           : nullptr;
  };
  REQUIRE(free_memory(of_core, root).bytes == 171 * MiB);
}

TEST_CASE("amounts are told in the unit that people use") {
  REQUIRE(memory_text(-5) == "0 MiB");
  REQUIRE(memory_text(738 * MiB) == "738 MiB");
  REQUIRE(memory_text(12698 * MiB) == "12.4 GiB");
}

TEST_CASE("as many workers as fit beside the data that they share, and one in any case") {
  const WorkersMemory memory{
      .alone = 300 * MiB, .sharing = 100 * MiB, .shared = 90 * MiB, .loading = 270 * MiB};
  REQUIRE(memory.that_fit(8, 370 * MiB) == 2);
  REQUIRE(memory.that_fit(8, 390 * MiB) == 3);
  REQUIRE(memory.that_fit(2, 390 * MiB) == 2);
  REQUIRE(memory.that_fit(8, 269 * MiB) == 1);  // the data could not be loaded to be shared
  REQUIRE(memory.that_fit(8, 70 * MiB) == 1);
  REQUIRE(memory.that_fit(8, -70 * MiB) == 1);
  REQUIRE(WorkersMemory{}.that_fit(8, 70 * MiB) == 8);  // nothing is known
}

TEST_CASE(
    "data count once for all workers that share them, and for each of those that do not fit into "
    "what is shared") {
  const Plan one = plan_of("{name: teacher, inputs: 100, examples: 100000, test_examples: 1000}");
  const WorkersMemory memory = workers_memory(one);
  const std::int64_t features = 101000 * 100 * std::int64_t{sizeof(real)},
                     data = features + features / 100;
  REQUIRE(memory.shared == data);
  REQUIRE(memory.loading == 3 * data);
  REQUIRE(memory.alone > 3 * data);
  REQUIRE(memory.sharing < data);
  REQUIRE(memory.sharing > features / 100);  // each has its own labels

  const std::string huge = "{name: teacher, inputs: 1000, examples: 700000, test_examples: 1000}";
  const std::string axis = "data.subset_seed: [0, 1]";
  const WorkersMemory several = workers_memory(plan_of(huge, axis));
  REQUIRE(several.shared ==
          workers_memory(plan_of(huge)).shared);  // the first whatever its size, and no second
  REQUIRE(several.sharing == several.alone);
  REQUIRE(several.loading == 4 * several.shared);
  REQUIRE(workers_memory(plan_of(huge, axis), {1}).sharing < several.sharing);
}

TEST_CASE("what workers need is not known where the data are not") {
  const Plan plan = plan_of("{name: csv, path: nowhere.csv, target: -1}");
  REQUIRE(workers_memory(plan).alone == 0);
  REQUIRE(workers_memory(plan).that_fit(8, 70 * MiB) == 8);
}

TEST_CASE(
    "a trial for which memory is free may start; one too large is named with estimate, what is "
    "free, and remedies") {
  const Plan plan = small_plan();
  std::int64_t free = std::int64_t{1} << 50;
  MemoryGuard guard(plan, [&] { return FreeMemory{free, "on this machine"}; });
  REQUIRE(guard.obstacle(1, false).empty());
  free = -200 * MiB;
  REQUIRE(
      guard.obstacle(1, false) ==
      "a trial of [" + plan.variants[1].label + "] needs an estimated " +
          memory_text(workers_memory(plan).alone) +
          " of memory, but 0 MiB are free on this machine; run it where there is more, use fewer "
          "--workers, or compute its batches in parts (training.accumulation)");
  REQUIRE_THAT(guard.obstacle(1, true), Catch::Contains(memory_text(workers_memory(plan).sharing) +
                                                        " of memory beside its data, but"));
}

TEST_CASE("data that others share do not count for a worker that maps them") {
  const Plan plan = plan_of(
      "{name: teacher, inputs: 1000, examples: 700000, test_examples: 1000}");  // 2.6 GiB, which
                                                                                // are never made
  MemoryGuard guard(plan, [] { return FreeMemory{1000 * MiB, "on this machine"}; });
  REQUIRE(guard.obstacle(0, true).empty());
  REQUIRE_THAT(guard.obstacle(0, false), Catch::Contains("of memory, but 1000 MiB are free"));
}

}  // namespace regsweep::memory_guard_test
