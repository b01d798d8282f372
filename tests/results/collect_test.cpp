// results.h5: one row per finished trial, whatever happened to the others.
#include "results/collect.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "core/json.hpp"
#include "example_trees.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"

namespace regsweep::collect_test {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

// Four variants (rate x model) of three seeds. Trial 1 is missing, 2 is damaged, 3 diverged, the
// last ones ran shorter.
CollectRequest example_sweep(const fs::path& folder) {
  CollectRequest request{"mnist-dropout",
                         "Dropout on MNIST",
                         {"dropout.hidden.rate", "model.kind", "training.epochs"},
                         Value(),
                         {}};
  request.analysis.set("metric", "test.error");
  request.about = {{"axes",
                    Value("[{\"name\":\"dropout.hidden.rate\",\"meaning\":\"probability of "
                          "dropping\",\"values\":[0,0.5]}]"),
                    {}}};
  request.origin = {{"data_files", Value("[]"), {}}};
  for (int i = 0; i < 12; ++i) {
    CollectTrial trial;
    trial.id = fmt::format("{:016x}", i);
    trial.variant = static_cast<std::size_t>(i / 3);
    trial.label = fmt::format("variant {}", i / 3);
    trial.seed = static_cast<std::uint32_t>(i % 3);
    trial.settings = {Member{"model.kind", Value(i < 6 ? "mlp" : "größer"), {}},
                      Member{"dropout.hidden.rate", i / 3 % 2 == 0 ? Value(0) : Value(0.5), {}},
                      Member{"training.epochs", Value(20), {}}};
    trial.file = folder / (trial.id + ".h5");
    trial.data = i < 6 ? "mnist" : "csv, content unknown";
    request.trials.push_back(trial);
    if (i == 1) continue;
    Group tree = example_trial(i < 9 ? 4 : 2, i);
    if (i == 3) {
      tree.set_attribute("status", "diverged");
      tree.set_attribute("diverged_step", 250);
      for (Array& array : tree.child("final").arrays) {
        std::get<std::vector<double>>(array.data)[0] = std::nan("");
      }
    }
    if (i == 6 || i == 10) {  // of sequences, the second of shorter ones
      tree.child("final").arrays.push_back(series<double>("test.loss_by_position",
                                                          {2.5, 1.5, 0.25 + i, 0.125}, "position",
                                                          "nats", "loss at each position"));
    }
    if (i == 10) {
      Array& last = tree.child("final").arrays.back();
      std::get<std::vector<double>>(last.data).resize(3);
      last.shape = {3};
    }
    if (i == 5) tree.child("probes").add_scalar("sparsity", 0.75, "1", "share of zeros");
    publish_trial(trial.file, tree);
    if (i == 2) put_bytes(trial.file, bytes_of(trial.file).substr(0, 2000));
  }
  return request;
}

const std::vector<double>& numbers(const Group& root, const std::string& name) {
  REQUIRE(root.array(name) != nullptr);
  return std::get<std::vector<double>>(root.array(name)->data);
}

const std::vector<std::int64_t>& integers(const Group& root, const std::string& name) {
  REQUIRE(root.array(name) != nullptr);
  return std::get<std::vector<std::int64_t>>(root.array(name)->data);
}

const std::vector<std::string>& texts(const Group& root, const std::string& name) {
  REQUIRE(root.array(name) != nullptr);
  return std::get<std::vector<std::string>>(root.array(name)->data);
}

TEST_CASE("collect counts what it finds and says which files are damaged") {
  const ScratchFolder folder;
  const CollectReport report = collect(example_sweep(folder.path()), folder / "results.h5");
  CHECK(report.collected == 10);
  CHECK(report.missing == 1);
  CHECK(report.damaged == 1);
  CHECK(report.diverged == 1);
  REQUIRE(report.problems.size() == 1);
  CHECK_THAT(report.problems[0], Contains("0000000000000002.h5 is damaged: "));
}

TEST_CASE("Rows are the finished trials in the order of the plan, with their coordinates") {
  const ScratchFolder folder;
  collect(example_sweep(folder.path()), folder / "results.h5");
  const Group root = read_tree(folder / "results.h5");
  CHECK(integers(root, "seed") == std::vector<std::int64_t>{0, 0, 1, 2, 0, 1, 2, 0, 1, 2});
  CHECK(integers(root, "variant") == std::vector<std::int64_t>{0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
  CHECK(texts(root, "trial_id").at(1) == "0000000000000003");
  CHECK(texts(root, "label").at(9) == "variant 3");
  CHECK(numbers(root, "dropout.hidden.rate") ==
        std::vector<double>{0, 0.5, 0.5, 0.5, 0, 0, 0, 0.5, 0.5, 0.5});
  CHECK(texts(root, "model.kind").at(9) == "größer");
  CHECK(integers(root, "training.epochs").at(0) == 20);
  CHECK(*root.attribute("sweep") == Value("mnist-dropout"));
  CHECK(*root.attribute("Conventions") == Value("CF-1.8"));
  CHECK(*root.attribute("format") == Value("regsweep-results"));
  CHECK(*root.attribute("analysis") == Value("{\"metric\":\"test.error\"}"));
  CHECK(texts(root, "data_content").at(3) == "mnist");
  CHECK(texts(root, "data_content").at(4) == "csv, content unknown");
  CHECK(root.attribute("axes")->text().starts_with("[{\"name\":\"dropout.hidden.rate\""));
  CHECK(*root.group("provenance")->attribute("data_files") == Value("[]"));
  CHECK(*root.attribute("digest") == Value(digest(root)));
  for (const Array& array : root.arrays) CHECK(array.dimensions[0] == "trial");
}

TEST_CASE("Final numbers and states are kept; what a trial lacks is NaN, not zero") {
  const ScratchFolder folder;
  collect(example_sweep(folder.path()), folder / "results.h5");
  const Group root = read_tree(folder / "results.h5");
  CHECK(numbers(root, "test.error").at(0) == 0.25);
  CHECK(numbers(root, "best.test.error").at(9) == 11.125);
  CHECK(std::isnan(numbers(root, "test.error").at(1)));
  CHECK(texts(root, "status").at(1) == "diverged");
  CHECK(texts(root, "status").at(2) == "done");
  CHECK(integers(root, "diverged_step") ==
        std::vector<std::int64_t>{-1, 250, -1, -1, -1, -1, -1, -1, -1, -1});
  CHECK(texts(root, "pairing_order").at(4) == "ffeeddccbbaa99887766554433221100");
  CHECK(texts(root, "digest").at(0) ==
        read_trial(folder / "0000000000000000.h5").attribute("digest")->text());
  CHECK(numbers(root, "probes.sparsity").at(3) == 0.75);
  CHECK(std::isnan(numbers(root, "probes.sparsity").at(2)));
  CHECK(std::isnan(numbers(root, "probes.sparsity").at(4)));
  CHECK(root.array("test.error")->units == "nats");
  CHECK(root.array("test.error")->long_name == "test.error at the end");
}

TEST_CASE(
    "Trials that different kernels computed are counted in one sentence, outside of the digest") {
  const ScratchFolder folder;
  CollectRequest request = example_sweep(folder.path());
  collect(request, folder / "before.h5");
  CHECK(*read_tree(folder / "before.h5").group("provenance")->attribute("mixed_bits") ==
        Value(false));
  for (const int i : {0, 4, 5, 6, 7, 8, 9, 10, 11, 3}) {
    Group tree = read_trial(request.trials[static_cast<std::size_t>(i)].file);
    tree.child("provenance").set_attribute("blas_core", i % 4 == 0 ? "SkylakeX" : "Haswell");
    tree.child("provenance").set_attribute("instruction_set", "avx2");
    fs::remove(request.trials[static_cast<std::size_t>(i)].file);
    publish_trial(request.trials[static_cast<std::size_t>(i)].file, tree);
  }
  const CollectReport report = collect(request, folder / "results.h5");
  REQUIRE(report.problems.size() == 2);
  CHECK_THAT(
      report.problems[1],
      Contains("mixed bits: 7 trials by Haswell with avx2, 3 trials by SkylakeX with avx2; "));
  const Group root = read_tree(folder / "results.h5");
  const Group& about = *root.group("provenance");
  CHECK(*about.attribute("mixed_bits") == Value(true));
  CHECK(texts(about, "blas_core").at(0) == "SkylakeX");
  CHECK(texts(about, "blas_core").at(1) == "Haswell");
  CHECK(about.array("blas_core")->dimensions == std::vector<std::string>{"trial"});
  CHECK(*root.attribute("digest") == *read_tree(folder / "before.h5").attribute("digest"));
}

TEST_CASE("Curves are padded to the longest: NaN for numbers, -1 for steps") {
  const ScratchFolder folder;
  collect(example_sweep(folder.path()), folder / "results.h5");
  const Group root = read_tree(folder / "results.h5");
  CHECK(root.array("curves.test.loss")->shape == std::vector<std::int64_t>{10, 4});
  CHECK(root.array("curves.test.loss")->dimensions ==
        std::vector<std::string>{"trial", "evaluation"});
  CHECK(numbers(root, "curves.test.loss").at(1) == 0.5);
  CHECK(numbers(root, "curves.test.loss").at(7 * 4 + 1) == 9.5);
  CHECK(std::isnan(numbers(root, "curves.test.loss").at(7 * 4 + 2)));
  CHECK(integers(root, "step").at(3) == 300);
  CHECK(integers(root, "step").at(7 * 4 + 2) == -1);
  CHECK(std::isnan(numbers(root, "epoch").at(9 * 4 + 3)));
}

TEST_CASE("Losses by position are padded to the longest; trials without positions have NaN") {
  const ScratchFolder folder;
  collect(example_sweep(folder.path()), folder / "results.h5");
  const Group root = read_tree(folder / "results.h5");
  const std::vector<double>& losses = numbers(root, "test.loss_by_position");
  CHECK(root.array("test.loss_by_position")->shape == std::vector<std::int64_t>{10, 4});
  CHECK(root.array("test.loss_by_position")->dimensions ==
        std::vector<std::string>{"trial", "position"});
  CHECK(root.array("test.loss_by_position")->long_name == "loss at each position");
  CHECK(std::vector<double>(losses.begin() + 16, losses.begin() + 20) ==
        std::vector<double>{2.5, 1.5, 6.25, 0.125});
  CHECK(losses.at(8 * 4 + 2) == 10.25);
  CHECK(std::isnan(losses.at(8 * 4 + 3)));
  CHECK(std::isnan(losses.at(0)));
}

TEST_CASE(
    "results.h5 is a function of the trials: the same bytes each time, from an equal second run "
    "too") {
  const ScratchFolder first, second;
  collect(example_sweep(first.path()), first / "results.h5");
  CollectRequest request = example_sweep(second.path());
  collect(request, second / "results.h5");
  const std::string bytes = bytes_of(first / "results.h5");
  CHECK(bytes == bytes_of(second / "results.h5"));
  collect(request, second / "results.h5");  // over the old one
  CHECK(bytes == bytes_of(second / "results.h5"));
}

TEST_CASE("Every planned trial has its status, and an axis the type of all its planned values") {
  const ScratchFolder folder;
  CollectRequest request = example_sweep(folder.path());
  request.trials[1].failed = true;
  request.axes.push_back("regularizers.max_norm.limit");
  request.history = Value(List{Value(Map{{"finished", 0, {}}})});
  for (std::size_t i = 0; i < request.trials.size(); ++i) {
    if (i > 0) fs::remove(request.trials[i].file);
    request.trials[i].settings.push_back(
        Member{"regularizers.max_norm.limit", i < 3 ? Value() : Value(3), {}});
  }
  CollectTrial& diverged = request.trials[4];
  Group tree = example_trial(2, 4);
  tree.set_attribute("status", "diverged");
  publish_trial(diverged.file, tree);
  const CollectReport report = collect(request, folder / "results.h5");
  CHECK(report.failed == 1);
  CHECK(report.missing == 9);
  const Group root = read_tree(folder / "results.h5");
  const Group& planned = *root.group("planned");
  CHECK(texts(planned, "status") ==
        std::vector<std::string>{"done", "failed", "missing", "missing", "diverged", "missing",
                                 "missing", "missing", "missing", "missing", "missing", "missing"});
  CHECK(texts(planned, "trial_id").at(11) == "000000000000000b");
  CHECK(integers(planned, "variant").at(11) == 3);
  CHECK(planned.array("status")->dimensions == std::vector<std::string>{"planned_trial"});
  const std::vector<double>& limits = numbers(planned, "regularizers.max_norm.limit");
  CHECK(std::isnan(limits.at(2)));
  CHECK(limits.at(3) == 3);
  CHECK(std::isnan(numbers(root, "regularizers.max_norm.limit").at(0)));
  CHECK(*root.attribute("history") == Value("[{\"finished\":0}]"));
}

TEST_CASE("Trials that tuned stand in a group of their own, every planned one with its status") {
  const ScratchFolder folder;
  CollectRequest request = example_sweep(folder.path());
  collect(request, folder / "alone.h5");
  CHECK(read_tree(folder / "alone.h5").group("tuning") == nullptr);
  request.tuning.assign(request.trials.begin(), request.trials.begin() + 4);
  request.trials.erase(request.trials.begin(), request.trials.begin() + 4);
  request.tuning[1].failed = true;
  const CollectReport report = collect(request, folder / "results.h5");
  CHECK(report.collected == 8);
  CHECK(report.tuning == 4);
  CHECK(report.tuned == 2);
  CHECK(report.missing + report.failed + report.damaged == 0);
  REQUIRE(report.problems.size() == 1);  // of the damaged file
  const Group root = read_tree(folder / "results.h5");
  CHECK(texts(root, "trial_id").front() == "0000000000000004");
  const Group& tuning = *root.group("tuning");
  CHECK(texts(tuning, "status") ==
        std::vector<std::string>{"done", "failed", "missing", "diverged"});
  CHECK(texts(tuning, "trial_id").at(1) == "0000000000000001");
  CHECK(integers(tuning, "variant") == std::vector<std::int64_t>{0, 0, 0, 1});
  CHECK(integers(tuning, "seed") == std::vector<std::int64_t>{0, 1, 2, 0});
  CHECK(numbers(tuning, "test.error").at(0) == 0.25);
  CHECK(std::isnan(numbers(tuning, "test.error").at(1)));
  CHECK(tuning.array("test.error")->units == "nats");
  CHECK(tuning.array("status")->dimensions == std::vector<std::string>{"tuning_trial"});
  CHECK(numbers(*tuning.group("provenance"), "core_seconds").size() == 4);
}

TEST_CASE("A sweep without finished trials gives a table without rows") {
  const ScratchFolder folder;
  CollectRequest request = example_sweep(folder.path());
  for (CollectTrial& trial : request.trials) trial.file = folder / "absent.h5";
  const CollectReport report = collect(request, folder / "results.h5");
  CHECK(report.collected == 0);
  CHECK(report.missing == 12);
  CHECK(texts(read_tree(folder / "results.h5"), "trial_id").empty());
}

TEST_CASE("An axis whose name is taken gets another name") {
  const ScratchFolder folder;
  CollectRequest request = example_sweep(folder.path());
  request.axes.push_back("seed");
  collect(request, folder / "results.h5");
  CHECK(read_tree(folder / "results.h5").array("axis.seed") != nullptr);
}

TEST_CASE("collect where nothing can be written says so") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(collect(example_sweep(folder.path()), folder / "absent" / "results.h5"),
                    Contains("does not exist; create it"));
}

// Not run by itself: tests/results/xarray_test.py runs it to get the files that it opens.
TEST_CASE("write example files for other readers", "[.example_files]") {
  const char* const folder = std::getenv("REGSWEEP_EXAMPLE_FILES");
  REQUIRE(folder != nullptr);
  collect(example_sweep(folder), fs::path(folder) / "results.h5");
  Group root = every_type();
  root.set_attribute("digest", digest(root));
  publish(fs::path(folder) / "every_type.h5", hdf5_image(root));
}

}  // namespace regsweep::collect_test
