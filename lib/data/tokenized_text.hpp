// Running texts: bytes become numbered tokens, and the text is cut into parts.
//
//   tokens       character: Unicode code points; byte: bytes. Numbered by rank among those that
//                all files contain (as nanoGPT's character-level data), so the vocabulary does not
//                depend on the cut. word: words (data/word_text.hpp), of which the training part
//                makes the vocabulary. uint16, uint32: the files are numbers of tokens
//   parts        training: the first floor(train_share * N) tokens; the rest is for validation and
//                test. With a validation file, the training part is the whole first file
//   restriction  `train`: the first so many tokens of the training part; `validation`: the first
//                so many of the rest (default: all that test leaves) or of the validation file;
//                `test`: the last so many of the rest (default 0), or the first of the test file
//                (default: all)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fields.hpp"
#include "data/bytes.hpp"
#include "data/dataset_entry.hpp"

namespace regsweep {

enum class TextUnit { character, byte, word, uint16, uint32 };

struct TextOptions {
  TextUnit unit = TextUnit::character;
  double train_share = 0.9;
  bool each_once = false;
  std::optional<std::int64_t> vocabulary;  // of words: the largest number of them
  std::optional<std::int64_t> min_count;   // of words
};

/// The units that a text may have; files of token numbers have their own besides.
using TextUnits = std::vector<std::pair<std::string, TextUnit>>;
TextUnits text_units();

/// Adds the fields of TextOptions to those of a set whose options derive from it.
template <class Options>
void add_text_fields(Fields<Options>& fields, const TextUnits& units = text_units()) {
  fields
      .choice("unit", static_cast<TextUnit Options::*>(&TextOptions::unit), units,
              std::string("what a token is; word: what blanks separate, and <eos> for each line "
                          "end") +
                  (units.size() > text_units().size()
                       ? "; uint16, uint32: the file is numbers of tokens (nanoGPT's train.bin)"
                       : ""))
      .add("train_share", static_cast<double Options::*>(&TextOptions::train_share),
           "share of the text, from its beginning, that is the training part",
           Range{0, 1, true, true})
      .choice("windows", static_cast<bool Options::*>(&TextOptions::each_once),
              {{"random", false}, {"each_once", true}},
              "random: training windows begin anywhere; each_once: side by side, in a new order "
              "each epoch, so that an epoch sees every "
              "token once")
      .add("vocabulary",
           static_cast<std::optional<std::int64_t> Options::*>(&TextOptions::vocabulary),
           "of words: how many there are at most, <unk> for all others included; of token numbers: "
           "how many there are; default: all that occur",
           at_least(2))
      .add("min_count",
           static_cast<std::optional<std::int64_t> Options::*>(&TextOptions::min_count),
           "of words: those that the training part has less often are <unk>; default 1",
           at_least(1));
}

/// For Schema::finish: a text without `validation` validates on all that follows its training part,
/// which no number says; min_count 1 is as good as none.
void make_text_canonical(Value& normalized, const Value& given, const std::string& path);

struct TokenizedText {
  Tokens tokens;
  std::vector<std::string>
      vocabulary;                  // UTF-8; a control character, or a byte beyond ASCII, as \xNN
  std::vector<std::string> notes;  // what was found in it, for people
};

/// The content without a byte order mark at its beginning.
std::string_view without_mark(std::string_view content);

/// DataError unless the content is a text in UTF-8.
void check_text(std::string_view content, const std::string& name);

/// A byte order mark at the beginning is no token. DataError naming `name` when the text is empty,
/// of another format (data/signature.hpp) or, for characters, not UTF-8 or not text (with the
/// offset of the offending byte).
TokenizedText tokenize(std::string_view content, TextUnit unit, const std::string& name);

/// The text with LF in place of CR LF and CR.
std::string with_plain_line_ends(std::string_view content);

/// What a text is read from: one file, or one for each part; without content where there is none.
struct TextFile {
  std::string name;  // for messages
  FileBytes content;

  std::string_view text() const { return content.view(); }
};
struct TextFiles {
  TextFile train, validation, test;
};

/// The dataset of these texts. ConfigurationError when more tokens are asked for than a part has,
/// or for label noise.
Dataset make_text_dataset(const Value& normalized, const TextOptions& options,
                          const TextFiles& files);
DatasetFacts text_facts(const Value& normalized, const TextOptions& options,
                        const TextFiles& files);

DatasetDescription describe_text(const Value& normalized, const TextOptions& options,
                                 const TextFiles& files);

/// How much text there is: all that a plan needs to know of it.
struct TextSize {
  std::int64_t tokens = 0, vocabulary = 0;
};

/// An entry for texts of known content: its files, joined in their order, are the text. A file that
/// is not UTF-8 is ISO 8859-1. `characters` is its size in characters, so that plans need no files;
/// in other units it is read.
DatasetEntry known_text_entry(DatasetEntry entry, const TextSize& characters);

}  // namespace regsweep
