#include "execution/directory/late_claims.hpp"

#include <algorithm>
#include <optional>

#include "results/file_bytes.hpp"
#include "sweep/claim_variants.hpp"

namespace regsweep {
namespace {

constexpr const char* mark = "added_after_results";

bool has_finished_trials(const SweepDirectory& directory) {
  bool any = false;
  directory.visit(Folder::trials, [&](const std::filesystem::path&, const FileName& name) {
    any = any || name.kind == FileKind::trial;
  });
  return any;
}

// What a claim says: numbers of variants may change as a sweep grows, and the mark is ours.
Value words_of_claim(Value claim) {
  claim.erase(mark);
  return claim_as_written(std::move(claim));
}

}  // namespace

void mark_late_claims(Plan& plan, const SweepDirectory& directory) {
  Value* claims = plan.analysis.find("claims");
  if (claims == nullptr) return;
  List before;
  if (const std::optional<std::string> text = file_bytes_if_there(directory.plan_file())) {
    const Plan old = read_plan(*text, directory.plan_file().string());
    if (const Value* frozen = old.analysis.find("claims")) before = frozen->list();
  }
  const bool results = has_finished_trials(directory);
  for (Value& claim : claims->list()) {
    const auto same = std::find_if(before.begin(), before.end(), [&](const Value& each) {
      return words_of_claim(each) == words_of_claim(claim);
    });
    const bool late = same == before.end() ? results : same->find(mark) != nullptr;
    if (late) claim.set(mark, Value(true));
  }
}

}  // namespace regsweep
