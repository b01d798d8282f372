// What a trial has measured: best evaluation, records, and the way through a checkpoint.
#include "training/history.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace regsweep::history_test {

History filled() {
  History history(metrics_of(Task::classification));
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double validation[] = {2.0, 0.7, 0.9, 0.7};
  for (int i = 0; i < 4; ++i) {
    MetricRow row(history.metrics);
    for (const Metric& metric : history.metrics) {
      double value = 0.1 * i;
      if (metric.name == "train.loss_noisy") value = i == 0 ? none : 1.5;
      if (metric.name == "validation.loss") value = validation[i];
      row.set(metric.name, value);
    }
    history.add(10 * i, i, row, 0.5 * i);
  }
  history.log_step = {3, 6};
  history.log_loss = {1.1, 1.0};
  return history;
}

double scalar(const Group& group, const std::string& name) {
  return std::get<std::vector<double>>(group.array(name)->data)[0];
}

TEST_CASE("the best evaluation is the first with the lowest validation loss") {
  REQUIRE(filled().best() == 1);
  REQUIRE(History(metrics_of(Task::classification)).best() == -1);
  REQUIRE(filled().lowest("test.error") == 0);
  REQUIRE(filled().lowest("train.loss_noisy") == 1);  // the first has none
}

TEST_CASE("the final numbers are those of the restored step, which is said") {
  Group root;
  filled().write(root, false, 20);
  REQUIRE(scalar(*root.group("final"), "validation.loss") == 0.9);
  REQUIRE(scalar(*root.group("final"), "test.error") == Approx(0.2));
  REQUIRE(scalar(*root.group("final"), "restored.step") == 20);
  REQUIRE(scalar(*root.group("final"), "best.step") == 10);
  REQUIRE(root.group("final")->array("test.error")->long_name ==
          "test error without noise, at the restored step");
}

TEST_CASE("records: curves, final numbers, best numbers; none of them for a diverged trial") {
  Group root, diverged;
  filled().write(root, false);
  filled().write(diverged, true);
  REQUIRE(std::get<std::vector<std::int64_t>>(root.group("curves")->array("step")->data) ==
          std::vector<std::int64_t>{0, 10, 20, 30});
  REQUIRE(scalar(*root.group("final"), "validation.loss") == 0.7);
  REQUIRE(scalar(*root.group("final"), "test.error") == Approx(0.3));
  REQUIRE(scalar(*root.group("final"), "best.test.error") == Approx(0.1));
  REQUIRE(scalar(*root.group("final"), "best.step") == 10);
  REQUIRE(root.group("log")->array("log_step")->size() == 2);
  REQUIRE(std::isnan(scalar(*diverged.group("final"), "test.error")));
  REQUIRE(std::isnan(scalar(*diverged.group("final"), "best.test.error")));
  REQUIRE(diverged.group("curves")->array("test.error")->size() == 4);
}

TEST_CASE("a history survives a checkpoint, wall time included") {
  Group saved, before, after;
  filled().save(saved);
  History loaded(metrics_of(Task::classification));
  loaded.load(saved);
  filled().write(before, false);
  loaded.write(after, false);
  REQUIRE(digest(before) == digest(after));
  REQUIRE(loaded.wall_time == filled().wall_time);
  REQUIRE_THROWS_AS(loaded.load(Group{}), StorageError);
}

}  // namespace regsweep::history_test
