// Progress of a pool: an overall bar and one line per worker, redrawn in place on a terminal; plain
// lines elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "execution/display/terminal.hpp"

namespace regsweep {

struct WorkerLine {
  std::string worker;    // "1"
  std::string activity;  // when it trains nothing: "starting", "finished"
  std::string label;     // of the variant; empty when it trains nothing
  std::int64_t seed = 0;
  double epoch = 0, epochs = 0;
  double loss = 0;
  double fraction = 0;  // of the trial
};

struct ProgressState {
  std::int64_t done = 0, total = 0;  // trials, finished or failed for good
  std::int64_t failed = 0, diverged = 0, elsewhere = 0;
  double fraction = 0;  // of all the work, including trials under way
  double elapsed = 0;   // seconds of this run
  double trials_per_hour = 0;
  double remaining = -1;  // seconds; negative while unknown
  std::string notice;     // "stopping: ..." or empty
  std::vector<WorkerLine> workers;
};

/// The lines of the display, none wider than the terminal.
std::vector<std::string> progress_lines(const ProgressState& state, const Terminal& terminal);

/// "12/60 trials, 120 per hour, 4 min 10 s left".
std::string progress_sentence(const ProgressState& state);

/// Owns a region at the bottom of the terminal; hides the cursor while it lives. Elsewhere it
/// prints a line when a trial finishes, but at most one in ten seconds.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(Terminal terminal);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;

  void show(const ProgressState& state);
  void finished(const std::vector<std::string>& sentences,
                const ProgressState& state);  // trials ended; one sentence each
  void say(const std::string& line);          // a permanent line, above the region
  void close(const ProgressState& state);     // leaves the overall line and restores the cursor

 private:
  void erase();
  void show_cursor();

  Terminal terminal_;
  std::size_t drawn_ = 0;  // lines of the region on the screen
  bool open_ = true;
  std::int64_t held_back_ = 0;  // finished trials without a line of their own
  std::chrono::steady_clock::time_point last_line_, last_show_;
  bool said_anything_ = false;
};

}  // namespace regsweep
