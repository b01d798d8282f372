#include "execution/verification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "execution/directory/data_files.hpp"
#include "execution/execution_options.hpp"
#include "execution/process/stop_signal.hpp"
#include "execution/provenance.hpp"
#include "execution/worker.hpp"
#include "results/trial_file.hpp"
#include "tensor/gemm.hpp"
#include "training/trainer.hpp"

namespace regsweep {
namespace {

constexpr double absolute_tolerance = 0.01, relative_tolerance = 0.05;

// Besides the program, which may change them on purpose.
const char* const that_may_change_bits[] = {"instruction_set", "cpu",       "blas_core",
                                            "blas_version",    "precision", "blas_threads",
                                            "onednn_version"};

template <class Element>
std::string shown(const Element& element) {
  return fmt::format("{}", element);
}

template <class Element>
bool same_element(const Element& a, const Element& b) {
  if constexpr (std::is_arithmetic_v<Element>) {
    return std::memcmp(&a, &b, sizeof a) == 0;  // a NaN equals itself, +0 is not -0
  } else {
    return a == b;
  }
}

std::string difference_of(const Array& before, const Array& now, const std::string& path) {
  if (before.shape != now.shape || before.data.index() != now.data.index()) {
    return fmt::format("{} has another shape or type", path);
  }
  return std::visit(
      [&](const auto& old) -> std::string {
        const auto& fresh = std::get<std::decay_t<decltype(old)>>(now.data);
        for (std::size_t i = 0; i < old.size(); ++i) {
          if (!same_element(old[i], fresh[i])) {
            return fmt::format("{} at {}: {} before, {} now", path, i, shown(old[i]),
                               shown(fresh[i]));
          }
        }
        return "";
      },
      before.data);
}

std::string difference(const Group& before, const Group& now, const std::string& path) {
  for (const Member& member : before.attributes) {
    const Value* other = now.attribute(member.key);
    const bool of_file = member.key == "digest" || member.key == "format_version";
    if (of_file || (other != nullptr && *other == member.value)) continue;
    return fmt::format("attribute {}{}: {} before, {} now", path, member.key, member.value.shown(),
                       other ? other->shown() : "nothing");
  }
  for (const Array& array : before.arrays) {
    const Array* other = now.array(array.name);
    if (other == nullptr) return fmt::format("{}{} is there no more", path, array.name);
    if (std::string found = difference_of(array, *other, path + array.name); !found.empty()) {
      return found;
    }
  }
  for (const Group& inner : before.groups) {
    if (inner.name == "provenance" || (path.empty() && inner.name == "probes")) continue;
    const Group* other = now.group(inner.name);
    if (other == nullptr) return fmt::format("{}{} is there no more", path, inner.name);
    if (std::string found = difference(inner, *other, path + inner.name + "/"); !found.empty()) {
      return found;
    }
  }
  return "";
}

// "instruction_set avx512 -> avx2"; empty when the file was made where the same bits are to be
// expected.
std::string changes_of_environment(const Group& file) {
  const Value here = provenance();
  const Group* there = file.group("provenance");
  std::string changes = program_difference(
      there == nullptr ? Program{} : program_of(there->attributes), this_program());
  for (const char* key : that_may_change_bits) {
    const Value* before = there == nullptr ? nullptr : there->attribute(key);
    const Value* now = here.find(key);
    if (before != nullptr && now != nullptr && *before == *now) continue;
    changes += fmt::format("{}{} {} -> {}", changes.empty() ? "" : ", ", key,
                           before ? before->shown() : "unknown", now ? now->shown() : "unknown");
  }
  return changes;
}

using Options = std::set<std::string>;

void add_options(const Value& value, const std::string& path, Options& options) {
  options.insert(path);
  if (value.is_map()) {
    for (const Member& each : value.map()) add_options(each.value, path + "." + each.key, options);
  } else if (value.is_list()) {
    options.insert(fmt::format("{} x {}", path, value.list().size()));
    for (const Value& each : value.list()) add_options(each, path + "[]", options);
  } else if (!value.is_number()) {
    options.insert(path + " = " + value.shown());
  }
}

// By variant.
std::map<std::size_t, Options> options_of(const Plan& plan,
                                          const std::vector<std::size_t>& trials) {
  std::map<std::size_t, Options> found;
  for (const std::size_t trial : trials) {
    const std::size_t variant = plan.trials[trial].variant;
    const auto [options, fresh] = found.try_emplace(variant);
    if (fresh) add_options(plan.variants[variant].configuration, "", options->second);
  }
  return found;
}

Options all_options(const Plan& plan, const std::vector<std::size_t>& trials) {
  Options all;
  for (const auto& [variant, options] : options_of(plan, trials)) {
    all.insert(options.begin(), options.end());
  }
  return all;
}

}  // namespace

std::vector<std::size_t> sample_of_options(const Plan& plan,
                                           const std::vector<std::size_t>& trials) {
  const std::map<std::size_t, Options> options = options_of(plan, trials);
  std::vector<std::size_t> firsts;  // a trial of each variant
  std::set<std::size_t> variants;
  for (const std::size_t trial : trials) {
    if (variants.insert(plan.trials[trial].variant).second) firsts.push_back(trial);
  }
  Options missing = all_options(plan, trials);
  std::vector<std::size_t> sample;
  while (!missing.empty()) {
    std::size_t best = firsts.front();
    std::int64_t most = 0;
    for (const std::size_t trial : firsts) {
      const Options& its = options.at(plan.trials[trial].variant);
      const auto gain = std::count_if(
          its.begin(), its.end(), [&](const std::string& each) { return missing.contains(each); });
      if (gain > most) {
        most = gain;
        best = trial;
      }
    }
    for (const std::string& each : options.at(plan.trials[best].variant)) missing.erase(each);
    sample.push_back(best);
  }
  std::sort(sample.begin(), sample.end());
  return sample;
}

bool cover_options(const Plan& plan, const std::vector<std::size_t>& some,
                   const std::vector<std::size_t>& all) {
  const Options have = all_options(plan, some), wanted = all_options(plan, all);
  return std::includes(have.begin(), have.end(), wanted.begin(), wanted.end());
}

std::vector<std::size_t> sample_of_finished(const Plan& plan, const SweepDirectory& directory,
                                            std::size_t most) {
  std::vector<std::size_t> finished;
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    if (trial_state(directory.trial(plan.trials[i].id)) == FileState::finished) {
      finished.push_back(i);
    }
  }
  if (most >= finished.size()) return finished;
  std::vector<std::size_t> sample;
  for (std::size_t i = 0; i < most; ++i) sample.push_back(finished[i * finished.size() / most]);
  return sample;
}

std::string first_difference(const Group& before, const Group& now) {
  const std::string missing = difference(before, now, "");
  return missing.empty() ? difference(now, before, "")
                         : missing;  // the second look finds what is new
}

std::string first_beyond_tolerance(const Group& before, const Group& now) {
  const Group *old_numbers = before.group("final"), *new_numbers = now.group("final");
  if (old_numbers == nullptr || new_numbers == nullptr) {
    return "there are no final/ numbers to compare";
  }
  for (const Array& array : old_numbers->arrays) {
    const Array* other = new_numbers->array(array.name);
    const auto* old_values = std::get_if<std::vector<double>>(&array.data);
    const auto* new_values =
        other == nullptr ? nullptr : std::get_if<std::vector<double>>(&other->data);
    if (old_values == nullptr) continue;
    if (new_values == nullptr || new_values->size() != old_values->size()) {
      return fmt::format("final/{} is there no more", array.name);
    }
    for (std::size_t i = 0; i < old_values->size(); ++i) {
      const double a = (*old_values)[i], b = (*new_values)[i];
      const bool close = std::abs(a - b) <= absolute_tolerance + relative_tolerance * std::abs(a);
      if (!close && !(std::isnan(a) && std::isnan(b))) {
        return fmt::format("final/{}: {} before, {} now", array.name, a, b);
      }
    }
  }
  return "";
}

void use_threads_of(const Group& trial) {
  const Group* made = trial.group("provenance");
  const Value* threads = made == nullptr ? nullptr : made->attribute("blas_threads");
  if (threads == nullptr || !threads->is_integer()) return;
  set_blas_threads(static_cast<int>(std::clamp<std::int64_t>(threads->integer(), 1, 1024)));
}

Verdict verify_trial(const Plan& plan, const SweepDirectory& directory, std::size_t index,
                     DatasetCache& datasets) {
  const PlannedTrial& trial = plan.trials[index];
  const Group before = read_trial(directory.trial(trial.id));
  const Group* made = before.group("provenance");
  const Program maker = made == nullptr ? Program{} : program_of(made->attributes);
  use_threads_of(before);
  const Value& configuration = plan.variants[trial.variant].configuration;
  Trainer trainer(trial_as_computed(plan, configuration), trial.seed,
                  datasets.get(configuration.at("data")));
  if (trainer.run([](const Progress&) { return stop_signal() == 0; }) == Outcome::interrupted) {
    return {Comparison::interrupted, "", maker};
  }
  Group now = trainer.records();
  describe_trial(now, plan, trial);
  if (digest(now) == digest(before)) return {Comparison::same_bits, "", maker};
  if (has_unproven_files(configuration)) {
    return {Comparison::different,
            first_difference(before, now) +
                "; it was made by an earlier regsweep, which kept no trace of what its data files "
                "held: they may have changed since",
            maker};
  }
  const std::string changes = changes_of_environment(before), where = first_difference(before, now);
  if (changes.empty()) {
    return {Comparison::different, where + "; same kind of machine and program: this is a fault",
            maker};
  }
  const std::string beyond = first_beyond_tolerance(before, now);
  if (beyond.empty()) {
    return {Comparison::within_tolerance, fmt::format("{} ({})", where, changes), maker};
  }
  return {Comparison::different,
          fmt::format("{}; beyond the tolerance, though there are other bits to expect ({})",
                      beyond, changes),
          maker};
}

}  // namespace regsweep
