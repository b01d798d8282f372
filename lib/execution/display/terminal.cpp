#include "execution/display/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "core/text.hpp"
#include "core/utf8.hpp"

namespace regsweep {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool locale_is_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (const std::string value = environment(name); !value.empty()) {
      return value.find("UTF-8") != std::string::npos || value.find("utf8") != std::string::npos;
    }
  }
  return false;
}

bool is_numeric(const std::string& cell) {
  return !cell.empty() && cell.find_first_not_of("0123456789.,+-eE%nainf ") == std::string::npos;
}

}  // namespace

std::string Terminal::styled(std::string_view text, std::string_view code) const {
  return colour ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

Terminal terminal_of(int descriptor) {
  Terminal terminal;
  const std::string kind = environment("TERM");
  terminal.interactive = isatty(descriptor) == 1 && kind != "dumb" && !kind.empty();
  terminal.colour = terminal.interactive && environment("NO_COLOR").empty();
  terminal.unicode = locale_is_unicode();
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.width = size.ws_col;
  } else if (const auto columns = parse_integer(environment("COLUMNS"));
             columns && *columns >= 20 && *columns < 1000) {
    terminal.width = static_cast<int>(*columns);
  }
  return terminal;
}

int shown_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const std::string_view plain = text.substr(0, text.find('\033'));
    width += static_cast<int>(std::count_if(plain.begin(), plain.end(), begins_character));
    text.remove_prefix(plain.size());
    const std::size_t end_of_colour = text.find('m');
    text.remove_prefix(end_of_colour == text.npos ? text.size() : end_of_colour + 1);
  }
  return width;
}

std::string fitted(std::string_view text, int width) {
  const int shown = shown_width(text);
  if (width <= 0) return "";
  if (shown <= width) {
    return std::string(text) + std::string(static_cast<std::size_t>(width - shown), ' ');
  }
  const int kept = std::max(width - 2, 0);
  return std::string(characters(text, 0, static_cast<std::size_t>(kept))) +
         std::string(static_cast<std::size_t>(width - kept), '.');
}

std::string table_text(const std::vector<std::vector<std::string>>& rows,
                       const Terminal& terminal) {
  if (rows.empty()) return "";
  const std::size_t columns = rows.front().size();
  std::vector<int> widths(columns, 0);
  std::vector<bool> numeric(columns, rows.size() > 1);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      widths[c] = std::max(widths[c], shown_width(rows[r][c]));
      if (r > 0 && !rows[r][c].empty() && !is_numeric(rows[r][c])) numeric[c] = false;
    }
  }
  std::string out;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string line;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::string blanks(static_cast<std::size_t>(widths[c] - shown_width(rows[r][c])), ' ');
      line += (c == 0 ? "" : "  ") + (numeric[c] ? blanks + rows[r][c] : rows[r][c] + blanks);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += (r == 0 ? terminal.bold(line) : line) + "\n";
  }
  return out;
}

}  // namespace regsweep
