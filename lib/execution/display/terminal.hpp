// Terminal: what may be written to a stream. Colours and redrawing only where a person looks;
// NO_COLOR is respected.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace regsweep {

struct Terminal {
  bool interactive = false;  // may redraw in place
  bool colour = false;
  bool unicode = false;  // the locale can show block characters
  int width = 100;

  std::string bold(std::string_view text) const { return styled(text, "1"); }
  std::string dim(std::string_view text) const { return styled(text, "2"); }
  std::string red(std::string_view text) const { return styled(text, "31"); }
  std::string green(std::string_view text) const { return styled(text, "32"); }
  std::string yellow(std::string_view text) const { return styled(text, "33"); }
  std::string cyan(std::string_view text) const { return styled(text, "36"); }

 private:
  std::string styled(std::string_view text, std::string_view code) const;
};

/// Of file descriptor 1 or 2.
Terminal terminal_of(int descriptor);

/// Characters that a text takes on the screen: code points without colour sequences.
int shown_width(std::string_view text);

/// Cut to `width` (with "..") or filled with blanks up to it. Plain text without colours.
std::string fitted(std::string_view text, int width);

/// A table with aligned columns: numbers (cells that look like one) to the right. The first row is
/// the head.
std::string table_text(const std::vector<std::vector<std::string>>& rows, const Terminal& terminal);

}  // namespace regsweep
