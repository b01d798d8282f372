// Running texts: bytes become numbered tokens, and the text is cut into parts.
//
//   tokens       character: Unicode code points; byte: bytes. Numbered by rank among those that
//                the whole text contains (as nanoGPT's character-level data), so the vocabulary
//                does not depend on the cut
//   parts        training: the first floor(train_share * N) tokens; the rest is for validation and
//                test
//   restriction  `train`: the first so many tokens of the training part; `validation`: the first
//                so many of the rest (default: all that test leaves); `test`: the last so many of
//                the rest (default 0)
#pragma once

#include <string>
#include <vector>

#include "core/fields.hpp"
#include "data/dataset_entry.hpp"

namespace regsweep {

enum class TextUnit { character, byte };

struct TextOptions {
  TextUnit unit = TextUnit::character;
  double train_share = 0.9;
  bool each_once = false;
};

/// Adds the fields unit, train_share and windows to those of a set whose options derive from
/// TextOptions.
template <class Options>
void add_text_fields(Fields<Options>& fields) {
  fields
      .choice("unit", static_cast<TextUnit Options::*>(&TextOptions::unit),
              {{"character", TextUnit::character}, {"byte", TextUnit::byte}}, "what a token is")
      .add("train_share", static_cast<double Options::*>(&TextOptions::train_share),
           "share of the text, from its beginning, that is the training part",
           Range{0, 1, true, true})
      .choice("windows", static_cast<bool Options::*>(&TextOptions::each_once),
              {{"random", false}, {"each_once", true}},
              "random: training windows begin anywhere; each_once: side by side, in a new order "
              "each epoch, so that an epoch sees every "
              "token once");
}

/// For Schema::finish: a text without `validation` validates on all that follows its training part,
/// which no number says.
void forget_absent_validation(Value& normalized, const Value& given, const std::string& path);

struct TokenizedText {
  Tokens tokens;
  std::vector<std::string>
      vocabulary;  // UTF-8; a control character, or a byte beyond ASCII, as \xNN
};

/// DataError naming `name` when the text is empty or, for characters, not UTF-8 (with the offset of
/// the offending byte).
TokenizedText tokenize(const std::string& content, TextUnit unit, const std::string& name);

/// The dataset called `name` of this text. ConfigurationError when more tokens are asked for than a
/// part has, or for label noise.
Dataset make_text_dataset(const Value& normalized, const TextOptions& options,
                          const std::string& name, const std::string& content);

/// How much text there is: all that a plan needs to know of it.
struct TextSize {
  std::int64_t tokens = 0, vocabulary = 0;
};
TextSize size_of(const TokenizedText& text);
DatasetFacts text_facts(const Value& normalized, const TextOptions& options,
                        const std::string& name, const TextSize& size);

/// An entry for texts of known content: its files, joined in their order, are the text. A file that
/// is not UTF-8 is ISO 8859-1. `characters` is its size in characters, so that plans need no files;
/// in bytes it is read.
DatasetEntry known_text_entry(DatasetEntry entry, const TextSize& characters);

}  // namespace regsweep
