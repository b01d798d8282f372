#include "data/csv_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/utf8.hpp"
#include "data/encoding.hpp"
#include "data/signature.hpp"
#include "data/tokenized_text.hpp"

namespace regsweep {
namespace {

// The end of the piece that begins at `begin`; it cuts no character.
std::size_t end_of_csv_piece(std::string_view text, std::size_t begin) {
  constexpr std::size_t longest_character = 4;
  std::size_t end = std::min(begin + csv_piece_bytes, text.size());
  for (std::size_t i = 0; i < longest_character && end < text.size(); ++i) {
    if (begins_character(text[end])) break;
    ++end;
  }
  return end;
}

}  // namespace

CsvText csv_text(FileBytes bytes, const std::string& name) {
  CsvText made;
  made.bytes = std::move(bytes);
  const std::string_view content = made.bytes.view();
  refuse_foreign(content.substr(0, signature_bytes), name, "a table");
  made.text = without_mark(content);
  const std::size_t mark = content.size() - made.text.size();
  std::int64_t line_feeds = 0;
  std::int64_t carriage_returns = 0;
  for (std::size_t begin = 0, end = 0; begin < made.text.size(); begin = end) {
    end = end_of_csv_piece(made.text, begin);
    const std::string_view piece = made.text.substr(begin, end - begin);
    if (const std::size_t at = piece.find('\0'); at != std::string_view::npos) {
      throw DataError(fmt::format(
          "{}:{}: a NUL byte, which no table of text has; give the file as text (UTF-8)", name,
          1 + line_feeds + std::ranges::count(piece.substr(0, at), '\n')));
    }
    line_feeds += std::ranges::count(piece, '\n');
    carriage_returns += std::ranges::count(piece, '\r');
    made.converted = made.converted || !is_utf8(piece);
    made.bytes.let_go(mark + begin, mark + end);
  }
  made.lines = std::max(line_feeds, carriage_returns) + 1;
  if (made.converted) {
    made.bytes = FileBytes(utf8_of_windows_1252(made.text));
    made.text = made.bytes.view();
  }
  return made;
}

}  // namespace regsweep
