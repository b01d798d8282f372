#include "core/program_sources.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <set>

#include "core/error.hpp"
#include "core/hash.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace {

const char* const deciding_folders[] = {"random",       "tensor",     "data",
                                        "regularizers", "optimizers", "models",
                                        "evaluation",   "probes",     "training"};
const std::set<std::string> source_extensions{".cpp", ".hpp", ".h", ".inc", ".ipp"};

bool is_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

bool is_operator(char letter) {
  return std::string_view("+-*/%&|^!<>=:.#?~").find(letter) != std::string_view::npos;
}

bool is_blank(char letter) { return std::isspace(static_cast<unsigned char>(letter)) != 0; }

// Reads a source from its beginning to its end, piece by piece.
class CodeReader {
 public:
  explicit CodeReader(std::string_view source) : source_(source) {}

  std::string run() {
    while (at_ < source_.size()) step();
    return std::move(code_);
  }

 private:
  bool ahead(std::string_view text) const { return source_.substr(at_).starts_with(text); }

  void step() {
    const char letter = source_[at_];
    if (ahead("//")) {
      skip_to("\n", 0);
      blank_ = true;
    } else if (ahead("/*")) {
      at_ += 2;
      skip_to("*/", 2);
      blank_ = true;
    } else if (ahead("\\\n")) {
      at_ += 2;
      blank_ = true;
    } else if (letter == '\n') {
      end_line();
    } else if (is_blank(letter)) {
      ++at_;
      blank_ = true;
    } else if (letter == '"') {
      text_literal();
    } else if (letter == '\'' && !(at_ > 0 && is_word(source_[at_ - 1]) && in_number_)) {
      literal(closing('\''));
    } else {
      put_letter(letter);
    }
  }

  void skip_to(std::string_view mark, std::size_t past) {
    const std::size_t found = source_.find(mark, at_);
    at_ = found == std::string_view::npos ? source_.size() : found + past;
  }

  void end_line() {
    ++at_;
    if (in_directive_) code_ += '\n';
    blank_ = !in_directive_;
    in_directive_ = false;
    fresh_line_ = true;
  }

  void put_letter(char letter) {
    if (fresh_line_ && letter == '#') {
      in_directive_ = true;
      if (!code_.empty() && code_.back() != '\n') code_ += '\n';
      blank_ = false;
    }
    const bool continues = !blank_ && at_ > 0 && is_word(source_[at_ - 1]);
    if (!continues) in_number_ = std::isdigit(static_cast<unsigned char>(letter)) != 0;
    if (!is_word(letter) && letter != '\'') in_number_ = false;
    separate(letter);
    code_ += letter;
    text_ends_ = false;
    fresh_line_ = false;
    ++at_;
  }

  // A blank where there was one and two tokens would grow together without it.
  void separate(char next) {
    const char last = code_.empty() ? '\n' : code_.back();
    const bool needed =
        (is_word(last) && is_word(next)) || (is_operator(last) && is_operator(next));
    if (blank_ && last != '\n' && (in_directive_ || needed)) code_ += ' ';
    blank_ = false;
  }

  // The place behind the quote that ends what begins here; a line break ends it, too.
  std::size_t closing(char quote) const {
    for (std::size_t i = at_ + 1; i < source_.size(); ++i) {
      if (source_[i] == '\\') {
        ++i;
      } else if (source_[i] == quote || source_[i] == '\n') {
        return i + 1;
      }
    }
    return source_.size();
  }

  void literal(std::size_t end) {
    separate('"');
    code_ += source_.substr(at_, end - at_);
    at_ = end;
    text_ends_ = fresh_line_ = in_number_ = false;
  }

  bool has_prefix() const { return at_ > 0 && is_word(source_[at_ - 1]); }

  void text_literal() {
    if (at_ > 0 && source_[at_ - 1] == 'R') {
      const std::size_t open = source_.find('(', at_);
      if (open != std::string_view::npos) {
        const std::string end = ")" + std::string(source_.substr(at_ + 1, open - at_ - 1)) + "\"";
        const std::size_t found = source_.find(end, open);
        literal(found == std::string_view::npos ? source_.size() : found + end.size());
        return;
      }
    }
    const bool joins = text_ends_ && !in_directive_ && !has_prefix();
    const std::size_t end = closing('"');
    if (joins) {
      code_.pop_back();
      code_ += source_.substr(at_ + 1, end - at_ - 1);
      at_ = end;
      blank_ = false;
    } else {
      literal(end);
    }
    text_ends_ = true;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::string code_;
  bool blank_ = false;      // there were blanks or comments since the last letter of code_
  bool fresh_line_ = true;  // nothing but blanks so far in this line
  bool in_directive_ = false;
  bool in_number_ = false;  // a quote here separates digits
  bool text_ends_ = false;  // code_ ends with an ordinary string literal
};

std::string text_of_source(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.good() && !stream.eof()) {
    throw StorageError("cannot read the source " + file.string() + "; check its permissions");
  }
  return text;
}

// The names in the lines #include "...".
std::vector<std::string> included_by(const std::string& code) {
  const std::string mark = "#include \"";
  std::vector<std::string> names;
  for (std::size_t at = code.find(mark); at != std::string::npos; at = code.find(mark, at)) {
    at += mark.size();
    names.push_back(code.substr(at, code.find('"', at) - at));
  }
  return names;
}

}  // namespace

std::string code_of(std::string_view source) { return CodeReader(source).run(); }

std::vector<std::string> deciding_sources(const fs::path& lib) {
  std::vector<std::string> open;
  for (const char* folder : deciding_folders) {
    std::error_code absent;
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(lib / folder, absent)) {
      const std::string name = entry.path().filename().string();
      if (source_extensions.contains(entry.path().extension().string()) && name.front() != '.') {
        open.push_back(entry.path().lexically_relative(lib).generic_string());
      }
    }
  }
  std::set<std::string> found(open.begin(), open.end());
  while (!open.empty()) {
    const std::string file = open.back();
    open.pop_back();
    for (const std::string& name : included_by(code_of(text_of_source(lib / file)))) {
      for (const char* extension : {".hpp", ".cpp"}) {
        const std::string reached = fs::path(name).replace_extension(extension).generic_string();
        if (fs::is_regular_file(lib / reached) && found.insert(reached).second) {
          open.push_back(reached);
        }
      }
    }
  }
  return {found.begin(), found.end()};
}

std::string sources_hash(const fs::path& lib) {
  StreamingHash hash;
  for (const std::string& file : deciding_sources(lib)) {
    const std::string code = code_of(text_of_source(lib / file));
    hash.add(file + "\n" + std::to_string(code.size()) + "\n");
    hash.add(code);
  }
  return hash.digest();
}

}  // namespace regsweep
