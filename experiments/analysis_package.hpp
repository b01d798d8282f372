// Where the analysis lies, which is a Python package, and what runs it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace regsweep {

/// The package and the folder that goes on Python's path: `regsweep` where it is installed,
/// `analysis` in a clone.
struct AnalysisPackage {
  std::filesystem::path folder;
  std::string name;
};

/// The one that is installed beside this program, else the one of the clone that the program lies
/// in (PATH/build/regsweep), else of the clone that it was built from; nothing without any of them.
std::optional<AnalysisPackage> analysis_package();

/// In the order in which they are tried: $PYTHON, the first python3 on the path, the
/// distribution's. Whether one has the modules, the package itself looks.
std::vector<std::string> python_interpreters();

/// Why there is no analysis at all, with a remedy: for a package that is nowhere.
std::string without_package();

/// The same for interpreters that cannot be started.
std::string without_interpreter();

}  // namespace regsweep
