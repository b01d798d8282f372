// A site: a named place in a model's computation where noise may act. Models offer sites; YAML
// names them by placement.
//
// stage values    activations, gates of paths, attention weights: numbers that are multiplied or
//                 added to
//       logits    what a softmax turns into attention weights: adding minus infinity drops,
//                 multiplying would not
//       weights   a parameter
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace regsweep {

struct Site {
  /// "hidden.1", "block.0.attention": also the name of its random stream, "site/<name>".
  std::string name;

  /// Axes of the tensor there, first to last: {"batch", "feature"}.
  std::vector<std::string> axes;

  /// Placements that include it, the most specific first: {"hidden"}.
  std::vector<std::string> families;

  /// Position among the sites of its first family, and how many there are, for rates that change
  /// with depth.
  std::int64_t depth = 0, depths = 1;

  std::string stage = "values";  // what kinds of noise make sense here: each entry lists its stages
  bool causal = false;    // the last two axes are query and key; only keys up to the query are used
  bool open = false;      // the model shows its values in backward (site_watch.hpp)
  bool averages = false;  // evaluation can average over normal noise here (scaling `moments`)
  bool bounded = false;   // values in 0 .. 1, before noise

  /// The weight matrix that multiplies the values, and nothing else does; "": there is none.
  std::string feeds = "";

  void open_and_feeding(std::string matrix) {
    open = true;
    feeds = std::move(matrix);
  }
};

/// Every placement that these sites answer to: site names, families, groups; each once, for
/// messages.
std::vector<std::string> placements(const std::vector<Site>& sites);

}  // namespace regsweep
