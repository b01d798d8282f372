// A site: a named place in a model's computation where noise may act. Models offer sites; YAML
// names them by placement.
//
// stage values    activations, gates of paths, attention weights: numbers that are multiplied or
// added to
//       logits    what a softmax turns into attention weights: adding minus infinity drops,
//       multiplying would not weights   a parameter
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace regsweep {

struct Site {
  std::string
      name;  // "hidden.1", "block.0.attention": also the name of its random stream, "site/<name>"
  std::vector<std::string> axes;  // of the tensor there, first to last: {"batch", "feature"}
  std::vector<std::string>
      families;  // placements that include it, the most specific first: {"hidden"}
  std::int64_t depth =
      0;  // position among the sites of its first family, for rates that grow with depth
  std::int64_t depths = 1;       // how many there are
  std::string stage = "values";  // what kinds of noise make sense here: each entry lists its stages
  bool causal =
      false;          // the last two axes are query and key, and only keys up to the query are used
  bool open = false;  // the model shows its values on the way back (site_watch.hpp)
  bool averages = false;  // evaluation can average over normal noise here (scaling `moments`)
  std::string feeds =
      "";  // the weight matrix that multiplies the values and nothing else does; "": there is none

  void open_and_feeding(std::string matrix) { open = true, feeds = std::move(matrix); }
};

/// Every placement that these sites answer to: site names, families, groups; each once, for
/// messages.
std::vector<std::string> placements(const std::vector<Site>& sites);

}  // namespace regsweep
