// Errors that reach a user, one class per exit code, each one sentence with the remedy.
//
// A sentence names the value, the rule it breaks, where it stands (file:line:column) and what to
// do. `Error::what()` is that sentence, printable and of at most 1000 bytes whatever foreign text
// it quotes (core/utf8.hpp: visible, shortened); `Error::excerpt()` is the offending line with a
// caret, or empty. Programming errors use RS_CHECK, which stays on in Release builds.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace regsweep {

/// Process exit codes (README, "exit codes"); scripts on a cluster rely on them.
enum class ExitCode : int {
  done = 0,
  failed_trials = 1,
  configuration = 2,
  data = 3,
  storage = 4,
  launch = 5,
  interrupted = 130,
  terminated = 143,
};

/// The text that a value was read from; shared by all locations inside it.
struct SourceText {
  std::string name;                // file name, or "--set path=value"
  std::vector<std::string> lines;  // without line ends
};

/// A place in a source text. Line and column count from 1; line 0 means "nowhere".
struct Location {
  std::shared_ptr<const SourceText> source;
  int line = 0;
  int column = 0;

  bool known() const { return source != nullptr && line > 0; }
  std::string text() const;     // "file:line:column", or ""
  std::string excerpt() const;  // the line and a caret under the column, or ""
};

class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& sentence, std::string excerpt = "");
  ExitCode code() const { return code_; }
  const std::string& excerpt() const { return excerpt_; }

 private:
  ExitCode code_;
  std::string excerpt_;
};

/// Bad YAML or command line: exit 2.
class ConfigurationError : public Error {
 public:
  explicit ConfigurationError(const std::string& sentence)
      : Error(ExitCode::configuration, sentence) {}
  ConfigurationError(const Location& where, const std::string& sentence);
  /// The same error with more at the end of its sentence.
  ConfigurationError(const ConfigurationError& error, const std::string& addition)
      : Error(error.code(), error.what() + addition, error.excerpt()) {}
};

/// A data file that is absent, damaged or not what it claims to be: exit 3.
class DataError : public Error {
 public:
  explicit DataError(const std::string& sentence) : Error(ExitCode::data, sentence) {}
};

/// The disk said no, or a result file is not what it claims to be: exit 4.
class StorageError : public Error {
 public:
  explicit StorageError(const std::string& sentence) : Error(ExitCode::storage, sentence) {}
};

/// A process could not be started: exit 5.
class LaunchError : public Error {
 public:
  explicit LaunchError(const std::string& sentence) : Error(ExitCode::launch, sentence) {}
};

/// A broken promise between parts of the program; never the user's fault.
class ContractError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void contract_violation(const char* condition, const char* file, int line,
                                     const std::string& message);

}  // namespace regsweep

#define RS_CHECK(condition, message) \
  ((condition) ? void(0)             \
               : ::regsweep::contract_violation(#condition, __FILE__, __LINE__, (message)))
