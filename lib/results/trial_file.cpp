#include "results/trial_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/file_bytes.hpp"
#include "results/publish.hpp"
#include "results/seal.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

const char* const trial_format = "regsweep-trial";
constexpr std::int64_t trial_format_version = 2;

// "0123.h5" and "0123.conflict-4567.h5" hold trial 0123.
std::string id_of(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.substr(0, name.find('.'));
}

bool says(const Group& root, std::string_view key, const std::string& text) {
  const Value* value = root.attribute(key);
  return value != nullptr && value->is_text() && value->text() == text;
}

Group verified(std::string_view bytes, const fs::path& path) {
  const auto damaged = [&](const std::string& how) {
    return DamagedFile(
        fmt::format("{} {}; delete it and run the sweep again, which trains that trial anew",
                    path.string(), how));
  };
  Group root = tree_of(bytes, path.string());
  if (!says(root, "format", trial_format)) throw damaged("is no trial file");
  const Value* version = root.attribute("format_version");
  if (version == nullptr || !version->is_integer() || version->integer() < 1) {
    throw damaged("has no format version");
  }
  if (version->integer() > trial_format_version) {
    throw StorageError(
        fmt::format("{} has format version {}, this program reads up to {}; use the newer program "
                    "that wrote it",
                    path.string(), version->integer(), trial_format_version));
  }
  if (!says(root, "digest", digest(root))) {
    throw damaged("is damaged: its content does not match its digest");
  }
  if (!says(root, "id", id_of(path))) {
    throw damaged(fmt::format("is damaged: it does not hold trial {}", id_of(path)));
  }
  if (const Group* probes = root.group("probes")) {
    for (const Group& each : probes->groups) {
      if (!says(each, "digest", digest(each))) {
        throw damaged(fmt::format("is damaged: the content of probes/{} does not match its digest",
                                  each.name));
      }
    }
  }
  return root;
}

// What a file of this name holds, if it is a finished trial.
struct Finished {
  FileState state = FileState::absent;
  std::string digest;
};

Finished finished_before(const fs::path& path) {
  if (!fs::exists(fs::symlink_status(path))) return {};
  try {
    return {FileState::finished, verified(file_bytes(path), path).attribute("digest")->text()};
  } catch (const DamagedFile&) {
    return {FileState::damaged, ""};
  }
}

const char* const alarm_mark = ".conflict-";

[[noreturn]] void alarm(const fs::path& path, const std::string& before, const std::string& now,
                        const std::string& image) {
  const fs::path conflict = alarm_file(path, now);
  publish_if_absent(conflict, image);
  throw StorageError(fmt::format(
      "determinism alarm: trial {} was finished with digest {} and now gives {}; both "
      "are kept ({} and {}), compare their "
      "provenance: another CPU, program, library or thread count explains it, else the machine "
      "or the program is at fault",
      id_of(path), before, now, path.string(), conflict.string()));
}

}  // namespace

std::int64_t format_version_of(const Group& root) {
  return root.group("probes") == nullptr ? 1 : trial_format_version;
}

void publish_probes(const fs::path& path, std::vector<Group> probes,
                    const Environment& environment) {
  Group root = read_trial(path);
  for (Group& each : probes) {
    std::vector<Group>& there = root.child("probes").groups;
    const auto found = std::find_if(there.begin(), there.end(),
                                    [&](const Group& old) { return old.name == each.name; });
    if (found == there.end()) {
      there.push_back(std::move(each));
      continue;
    }
    const bool same_options = *found->attribute("options") == *each.attribute("options");
    if (same_options && *found->attribute("digest") != *each.attribute("digest")) {
      throw StorageError(fmt::format(
          "determinism alarm: {} has probes/{} with digest {}, and the same measurement now gives "
          "{}; the file is left as it is: another CPU, library or thread count explains it, else "
          "the machine or the program is at fault",
          path.string(), each.name, found->attribute("digest")->text(),
          each.attribute("digest")->text()));
    }
    *found = std::move(each);
  }
  root.set_attribute("format_version", format_version_of(root));
  RS_CHECK(says(root, "digest", digest(root)), "probes are no part of a trial's digest");
  publish(path, hdf5_image(root), environment);
}

std::string publish_trial(const fs::path& path, Group root, const Environment& environment) {
  if (root.attribute("format") == nullptr) root.set_attribute("format", trial_format);
  if (root.attribute("format_version") == nullptr) {
    root.set_attribute("format_version", format_version_of(root));
  }
  if (root.attribute("id") == nullptr) root.set_attribute("id", id_of(path));
  RS_CHECK(says(root, "format", trial_format) && says(root, "id", id_of(path)),
           "a trial file is named after its trial");
  const std::string now = digest(root);
  root.set_attribute("digest", now);
  const std::string image = hdf5_image(root);
  if (publish_if_absent(path, image, environment)) return now;
  const auto [state, before] = finished_before(path);
  if (state != FileState::finished) {
    publish(path, image, environment);
  } else if (before != now) {
    alarm(path, before, now, image);
  }
  return now;
}

fs::path alarm_file(const fs::path& trial, const std::string& digest) {
  fs::path file = trial;
  file.replace_extension(fmt::format("{}{}.h5", alarm_mark, digest.substr(0, 8)));
  return file;
}

bool is_alarm_file(const fs::path& path) {
  return path.filename().string().starts_with(id_of(path) + alarm_mark);
}

FileState trial_state(const fs::path& path) {
  if (!fs::exists(fs::symlink_status(path))) return FileState::absent;
  const std::string bytes = file_bytes(path);
  const Sealed sealed = unseal(bytes);
  // publish_trial sealed these very bytes under this name, after it had put their digest in
  if (sealed.state == SealState::intact &&
      sealed.subject == fmt::format("{}:{}", trial_format, id_of(path))) {
    return FileState::finished;
  }
  try {
    verified(bytes, path);
    return FileState::finished;
  } catch (const DamagedFile&) {
    return FileState::damaged;
  }
}

Group read_trial(const fs::path& path) { return verified(file_bytes(path), path); }

}  // namespace regsweep
