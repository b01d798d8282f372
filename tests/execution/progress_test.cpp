// Progress: what the lines say, and that none is wider than the terminal.
#include "execution/display/progress.hpp"

#include <catch2/catch.hpp>

namespace regsweep::progress_test {

ProgressState example() {
  ProgressState state;
  state.done = 12;
  state.total = 60;
  state.fraction = 0.25;
  state.remaining = 250;
  state.trials_per_hour = 120;
  state.diverged = 1;
  WorkerLine busy;
  busy.worker = "1";
  busy.label = "hidden 0.5, input 0.2";
  busy.seed = 3;
  busy.epoch = 3.25;
  busy.epochs = 20;
  busy.loss = 0.1234;
  busy.fraction = 0.5;
  WorkerLine idle;
  idle.worker = "2";
  idle.activity = "starting";
  state.workers = {busy, idle};
  return state;
}

TEST_CASE("one line for all, one per worker") {
  Terminal terminal;
  terminal.width = 110;
  const std::vector<std::string> lines = progress_lines(example(), terminal);
  REQUIRE(lines.size() == 3);
  REQUIRE(lines[0] ==
          "12/60 trials  ##########------------------------------   25 %  4 min 10 s left  120 "
          "trials/h  1 diverged");
  REQUIRE(
      lines[1] ==
      "  1  hidden 0.5, input 0.2  seed 3   epoch   3.2/20   loss 0.1234    ##########----------");
  REQUIRE(lines[2].starts_with("  2  starting"));
}

TEST_CASE("a notice stands below the workers") {
  ProgressState state = example();
  state.notice = "stopping";
  REQUIRE(progress_lines(state, Terminal{}).back().starts_with("stopping"));
}

TEST_CASE("no line is wider than the terminal, however narrow") {
  for (int width = 10; width < 130; ++width) {
    Terminal terminal;
    terminal.width = width;
    for (const std::string& line : progress_lines(example(), terminal)) {
      INFO(width << ": " << line);
      REQUIRE(shown_width(line) < width);
    }
  }
}

TEST_CASE("the sentence of a log leaves out what is not known") {
  ProgressState state;
  state.done = 1;
  state.total = 4;
  REQUIRE(progress_sentence(state) == "1/4 trials");
  state.trials_per_hour = 36000;
  state.remaining = 12;
  state.failed = 2;
  REQUIRE(progress_sentence(state) == "1/4 trials, 10.0 trials/s, 12 s left, 2 failed");
}

TEST_CASE("at the end the time that it took stands where the time left was") {
  ProgressState state;
  state.done = state.total = 4;
  state.elapsed = 61;
  state.remaining = 0;
  REQUIRE(progress_sentence(state) == "4/4 trials, in 1 min 01 s");
  state.elapsed = 0;
  REQUIRE(progress_sentence(state) == "4/4 trials");
}

}  // namespace regsweep::progress_test
