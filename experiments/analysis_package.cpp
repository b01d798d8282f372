#include "analysis_package.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "execution/process/processes.hpp"
#include "execution/program.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

fs::path folder_of_the_program() {
  std::error_code failure;
  return fs::weakly_canonical(own_program(), failure).parent_path();
}

fs::path installed_packages() {
  return folder_of_the_program().parent_path() / "lib" / "python3" / "dist-packages";
}

// A folder called analysis is also what many people keep beside their programs.
bool is_a_clone(const fs::path& folder) {
  std::error_code failure;
  return !folder.empty() && fs::exists(folder / "analysis" / "__main__.py", failure) &&
         fs::exists(folder / "lib" / "results" / "FORMAT.md", failure);
}

}  // namespace

std::optional<AnalysisPackage> analysis_package() {
  std::error_code failure;
  const fs::path installed = installed_packages();
  if (fs::exists(installed / "regsweep" / "__main__.py", failure)) {
    return AnalysisPackage{installed, "regsweep"};
  }
  for (const fs::path& clone : {folder_of_the_program().parent_path(), fs::path(source_folder())}) {
    if (is_a_clone(clone)) return AnalysisPackage{clone, "analysis"};
  }
  return std::nullopt;
}

std::vector<std::string> python_interpreters() {
  std::vector<std::string> interpreters{"python3", "/usr/bin/python3"};
  const char* chosen = std::getenv("PYTHON");
  if (chosen != nullptr && *chosen != '\0') interpreters.insert(interpreters.begin(), chosen);
  return interpreters;
}

std::string without_package() {
  return fmt::format(
      "the analysis is neither installed beside this program ({}) nor in a clone that it lies in "
      "or "
      "was built from; install both (cmake --install), or start it in a clone: python3 -m analysis",
      (installed_packages() / "regsweep").string());
}

std::string without_interpreter() {
  return "the analysis needs Python 3 with its modules (numpy, scipy, pandas, h5py, h5netcdf, "
         "xarray, matplotlib, statsmodels, jinja2), and there is no python3";
}

}  // namespace regsweep
