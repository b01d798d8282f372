// From the contents of a text's files to the parts of a dataset.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "data/draw_options.hpp"
#include "data/encoding.hpp"
#include "data/restrict.hpp"
#include "data/tokenized_text.hpp"
#include "data/word_text.hpp"

namespace regsweep {
namespace {

// Known files are UTF-8 or ISO 8859-1.
std::string as_utf8(const std::string& content) {
  if (is_utf8(content)) return content;
  std::string converted;
  for (const char each : content) converted += utf8_text(static_cast<unsigned char>(each));
  return converted;
}

// Tokens of each file, one after the other in a running text.
struct FileSizes {
  std::int64_t train = 0, validation = 0, test = 0;  // 0: no file for it

  std::int64_t all() const { return train + validation + test; }
};

// Where the parts lie in the running text.
struct TextParts {
  std::int64_t train = 0, train_available = 0;
  std::int64_t validation_begin = 0, validation = 0, test_begin = 0, test = 0;
  std::int64_t train_characters = 0, validation_characters = 0, test_characters = 0;  // of words
};

void refuse_what_texts_lack(const Value& normalized, const Restriction& wanted,
                            const std::string& name) {
  if (wanted.label_noise > 0) {
    throw ConfigurationError(
        normalized.at("label_noise").where(),
        fmt::format("data.label_noise = {}, but {} is a text, which has no labels; delete it",
                    number_text(wanted.label_noise), name));
  }
  if (wanted.subset_seed != 0) {
    throw ConfigurationError(normalized.at("subset_seed").where(),
                             fmt::format("data.subset_seed = {} would change nothing: parts of {} "
                                         "are runs of its text, not drawn; delete it",
                                         wanted.subset_seed, name));
  }
  const auto refuse = [&](const char* key) {
    const Value* value = normalized.find(key);
    if (value == nullptr || *value == Value(false)) return;
    throw ConfigurationError(value->where(),
                             fmt::format("data.{} says how examples are drawn, and parts of {} are "
                                         "runs of its text; delete it",
                                         key, name));
  };
  for (const char* key : {"stratify", "order", "fold"}) refuse(key);
  for (const std::string& key : draw_file_keys()) refuse(key.c_str());
}

// Parts that have files of their own.
void take_files(const Value& normalized, const std::string& name, const FileSizes& sizes,
                const Restriction& wanted, TextParts& parts) {
  for (const auto& [key, file, begin, count] :
       {std::tuple{"validation", sizes.validation, &parts.validation_begin, &parts.validation},
        std::tuple{"test", sizes.test, &parts.test_begin, &parts.test}}) {
    if (file == 0) continue;
    const Value* given = normalized.find(key);
    *begin = sizes.train + (begin == &parts.test_begin ? sizes.validation : 0);
    *count = given == nullptr ? file : Amount{given->number()}.of(file);
    if (*count > file) {
      throw ConfigurationError(
          given->where(), fmt::format("data.{} = {} tokens, but the {} file of {} has only {}; "
                                      "lower it",
                                      key, *count, key, name, file));
    }
  }
  if (sizes.validation > 0 && sizes.test == 0 && wanted.test && wanted.test->value > 0) {
    const Value& test = normalized.at("test");
    throw ConfigurationError(test.where(),
                             fmt::format("data.test = {}, but {} has a file to validate on and "
                                         "none to test on; give data.test_path",
                                         test.shown(), name));
  }
}

TextParts text_parts(const Value& normalized, const TextOptions& options, const std::string& name,
                     const FileSizes& sizes) {
  const Restriction wanted = restriction_fields().take(normalized);
  refuse_what_texts_lack(normalized, wanted, name);
  TextParts parts;
  take_files(normalized, name, sizes, wanted, parts);
  const double share = sizes.validation > 0 ? 1 : options.train_share;
  // A share like 0.29 is a little less than it says; a millionth of a token makes up for it.
  parts.train_available =
      static_cast<std::int64_t>(std::floor(share * static_cast<double>(sizes.train) + 1e-6));
  const std::int64_t rest = sizes.train - parts.train_available;
  const std::int64_t test_of_rest =
      sizes.test == 0 && wanted.test ? wanted.test->of(sizes.train) : 0;
  const Value* validation = normalized.find("validation");
  if (sizes.validation == 0) {
    parts.validation_begin = parts.train_available;
    parts.validation = validation != nullptr ? wanted.validation.of(sizes.train)
                                             : std::max<std::int64_t>(0, rest - test_of_rest);
  }
  if (sizes.test == 0) {
    parts.test = test_of_rest;
    parts.test_begin = sizes.train - parts.test;
  }
  parts.train = wanted.train ? wanted.train->of(parts.train_available) : parts.train_available;
  if (parts.train > parts.train_available) {
    throw ConfigurationError(normalized.at("train").where(),
                             fmt::format("data.train = {} tokens, but the training part of {} has "
                                         "only {}; lower it, or raise data.train_share",
                                         parts.train, name, parts.train_available));
  }
  const std::int64_t validation_of_rest = sizes.validation == 0 ? parts.validation : 0;
  if (validation_of_rest + test_of_rest > rest) {
    throw ConfigurationError(normalized.at(validation != nullptr ? "validation" : "test").where(),
                             fmt::format("data asks for {} tokens to validate and {} to test on, "
                                         "but {} has only {} behind its training part; "
                                         "lower them, or lower data.train_share",
                                         validation_of_rest, test_of_rest, name, rest));
  }
  for (const auto& [key, count] :
       {std::pair{"validation", parts.validation}, {"test", parts.test}}) {
    if (count == 1) {
      throw ConfigurationError(
          normalized.find(key) != nullptr ? normalized.at(key).where() : normalized.where(),
          fmt::format(
              "data.{0} = 1 token of {1} leaves nothing to predict; give {0}: 2 or more, or 0", key,
              name));
    }
  }
  return parts;
}

// All files, one after the other, as numbers of tokens.
struct RunningText {
  TokenizedText text;
  FileSizes sizes;
  TextParts parts;
};

RunningText read_symbols(const TextFiles& files, TextUnit unit) {
  RunningText read;
  if (files.validation.text().empty() && files.test.text().empty()) {
    read.text = tokenize(files.train.text(), unit, files.train.name);
    read.sizes.train = static_cast<std::int64_t>(read.text.tokens.size());
    return read;
  }
  std::string joined;
  std::vector<std::string> notes;
  const auto add = [&](const TextFile& file) {
    if (file.text().empty()) return std::int64_t{0};
    const TokenizedText alone = tokenize(file.text(), unit, file.name);
    notes.insert(notes.end(), alone.notes.begin(), alone.notes.end());
    joined += without_mark(file.text());
    return static_cast<std::int64_t>(alone.tokens.size());
  };
  read.sizes.train = add(files.train);
  read.sizes.validation = add(files.validation);
  read.sizes.test = add(files.test);
  read.text = tokenize(joined, unit, files.train.name);
  read.text.notes = std::move(notes);
  return read;
}

RunningText read_words(const Value& normalized, const TextOptions& options,
                       const TextFiles& files) {
  RunningText read;
  const bool line_ends = files.train.text().find("<eos>") == std::string_view::npos;
  std::vector<std::string_view> words;
  const auto add = [&](const TextFile& file) {
    if (file.text().empty()) return std::int64_t{0};
    check_text(file.text(), file.name);
    const auto more = words_of(without_mark(file.text()), line_ends);
    words.insert(words.end(), more.begin(), more.end());
    return static_cast<std::int64_t>(more.size());
  };
  read.sizes.train = add(files.train);
  read.sizes.validation = add(files.validation);
  read.sizes.test = add(files.test);
  if (read.sizes.train == 0) {
    throw DataError(fmt::format("{} has no words, so there is nothing to learn from; give a text",
                                files.train.name));
  }
  read.parts = text_parts(normalized, options, files.train.name, read.sizes);
  NumberedWords numbered = number_words(words, read.parts.train_available,
                                        {options.vocabulary, options.min_count.value_or(1)});
  const auto characters = [&](std::int64_t begin, std::int64_t count) {
    return characters_of(
        std::span(words).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count)));
  };
  TextParts& parts = read.parts;
  parts.train_characters = characters(0, parts.train);
  parts.validation_characters = characters(parts.validation_begin, parts.validation);
  parts.test_characters = characters(parts.test_begin, parts.test);
  const auto share = [](std::int64_t some, std::int64_t all) {
    return all == 0 ? 0 : 100 * static_cast<double>(some) / static_cast<double>(all);
  };
  if (numbered.unknown_in_training + numbered.unknown_elsewhere > 0) {
    const std::int64_t elsewhere = read.sizes.all() - read.parts.train_available;
    read.text.notes.push_back(fmt::format(
        "{}: {:.3g} % of the training words and {:.3g} % of the others become <unk>{}",
        files.train.name, share(numbered.unknown_in_training, read.parts.train_available),
        share(numbered.unknown_elsewhere, elsewhere),
        numbered.unknown_in_training > 0
            ? ""
            : ", which training hardly sees; data.min_count: 2 makes some of its words so"));
  }
  if (!line_ends) {
    read.text.notes.push_back(files.train.name + ": it has <eos>, so line ends are blanks");
  }
  read.text.tokens = std::move(numbered.tokens);
  read.text.vocabulary = std::move(numbered.vocabulary);
  return read;
}

RunningText read_numbers(const TextOptions& options, const TextFiles& files) {
  RunningText read;
  const std::size_t width = options.unit == TextUnit::uint16 ? 2 : 4;
  const auto add = [&](const TextFile& file) {
    Tokens more = token_numbers(file.text(), width, file.name);
    const auto count = static_cast<std::int64_t>(more.size());
    Tokens& all = read.text.tokens;
    if (all.empty()) {
      all = std::move(more);
    } else {
      all.insert(all.end(), more.begin(), more.end());
    }
    file.content.let_go(0, file.text().size());
    return count;
  };
  read.sizes.train = add(files.train);
  read.sizes.validation = add(files.validation);
  read.sizes.test = add(files.test);
  if (read.sizes.train == 0) {
    throw DataError(fmt::format(
        "{} is empty, so there is nothing to learn from; give token numbers", files.train.name));
  }
  const std::int64_t largest = *std::ranges::max_element(read.text.tokens);
  const std::int64_t count = options.vocabulary.value_or(largest + 1);
  if (largest >= count) {
    throw DataError(
        fmt::format("{} has the token {}, beyond data.vocabulary = {}; raise it, or "
                    "check data.unit",
                    files.train.name, largest, count));
  }
  if (!options.vocabulary) {
    read.text.notes.push_back(fmt::format(
        "{}: the vocabulary is taken to be 0 to {}, the largest token; data.vocabulary says "
        "otherwise",
        files.train.name, largest));
  }
  for (std::int64_t token = 0; token < count; ++token) {
    read.text.vocabulary.push_back(std::to_string(token));
  }
  return read;
}

// Symbols that only other parts have are never learned.
void tell_unlearned(const TextFiles& files, RunningText& read) {
  std::vector<bool> learned(read.text.vocabulary.size());
  for (std::int64_t i = 0; i < read.parts.train_available; ++i) {
    learned[static_cast<std::size_t>(read.text.tokens[static_cast<std::size_t>(i)])] = true;
  }
  const auto never = std::ranges::count(learned, false);
  if (never == 0) return;
  read.text.notes.push_back(
      fmt::format("{}: {} of the {} tokens of the vocabulary occur{} in no training part",
                  files.train.name, never, learned.size(), never == 1 ? "s" : ""));
}

RunningText running_text(const Value& normalized, const TextOptions& options,
                         const TextFiles& files) {
  if (options.unit == TextUnit::word) return read_words(normalized, options, files);
  const bool numbers = options.unit == TextUnit::uint16 || options.unit == TextUnit::uint32;
  RunningText read = numbers ? read_numbers(options, files) : read_symbols(files, options.unit);
  read.parts = text_parts(normalized, options, files.train.name, read.sizes);
  tell_unlearned(files, read);
  return read;
}

std::string unit_name(TextUnit unit) {
  switch (unit) {
    case TextUnit::character:
      return "character";
    case TextUnit::byte:
      return "byte";
    case TextUnit::word:
      return "word";
    default:
      return "token";
  }
}

DatasetFacts facts_of(const TextOptions& options, const TextParts& parts, std::int64_t vocabulary) {
  DatasetFacts facts;
  facts.task = Task::next_token;
  facts.outputs = vocabulary;
  facts.train = parts.train;
  facts.validation = parts.validation;
  facts.test = parts.test;
  facts.each_once = options.each_once;
  facts.has_characters = options.unit == TextUnit::word;
  return facts;
}

}  // namespace

void make_text_canonical(Value& normalized, const Value& given, const std::string& path) {
  const bool words = normalized.at("unit") == Value("word");
  const bool numbers = normalized.at("unit").text().starts_with("uint");
  for (const char* key : {"vocabulary", "min_count"}) {
    const Value* value = normalized.find(key);
    const bool counts = words || (numbers && std::string_view(key) == "vocabulary");
    if (value == nullptr || counts) continue;
    throw ConfigurationError(
        value->where(),
        fmt::format("{} = {} would change nothing, since data.unit is {}; delete "
                    "it, or say unit: word",
                    join_path(path, key), value->shown(), normalized.at("unit").text()));
  }
  if (const Value* count = normalized.find("min_count"); count != nullptr && *count == Value(1)) {
    normalized.erase("min_count");
  }
  if (given.is_map() && given.find("validation") != nullptr) return;
  normalized.erase("validation");
}

Dataset make_text_dataset(const Value& normalized, const TextOptions& options,
                          const TextFiles& files) {
  RunningText read = running_text(normalized, options, files);
  Dataset dataset;
  dataset.name = files.train.name;
  dataset.task = Task::next_token;
  dataset.each_once = options.each_once;
  dataset.token_unit = unit_name(options.unit);
  dataset.vocabulary = std::move(read.text.vocabulary);
  dataset.outputs = static_cast<std::int64_t>(dataset.vocabulary.size());
  const auto begin = read.text.tokens.begin();
  const TextParts& parts = read.parts;
  dataset.validation.tokens.assign(begin + parts.validation_begin,
                                   begin + parts.validation_begin + parts.validation);
  dataset.test.tokens.assign(begin + parts.test_begin, begin + parts.test_begin + parts.test);
  dataset.train.tokens = std::move(read.text.tokens);  // the longest: not copied
  dataset.train.tokens.resize(static_cast<std::size_t>(parts.train));
  dataset.train.characters = parts.train_characters;
  dataset.validation.characters = parts.validation_characters;
  dataset.test.characters = parts.test_characters;
  return dataset;
}

DatasetFacts text_facts(const Value& normalized, const TextOptions& options,
                        const TextFiles& files) {
  const RunningText read = running_text(normalized, options, files);
  return facts_of(options, read.parts, static_cast<std::int64_t>(read.text.vocabulary.size()));
}

DatasetDescription describe_text(const Value& normalized, const TextOptions& options,
                                 const TextFiles& files) {
  return {{}, running_text(normalized, options, files).text.notes};
}

DatasetEntry known_text_entry(DatasetEntry entry, const TextSize& characters) {
  Fields<TextOptions> fields(entry.name, entry.summary);
  add_text_fields(fields);
  entry.kind = "text";
  entry.schema = fields.schema();
  entry.schema.finish = make_text_canonical;
  const auto files = [name = entry.name, origin = entry.origin] {
    std::string content;
    for (std::size_t i = 0; i < origin.files.size(); ++i) {
      content += as_utf8(read_known_file(name, origin, i));
    }
    TextFiles joined;
    joined.train = {name, FileBytes(std::move(content))};
    return joined;
  };
  entry.load = [fields, files](const Value& normalized) {
    return make_text_dataset(normalized, fields.take(normalized), files());
  };
  entry.facts = [fields, files, characters, name = entry.name](const Value& normalized) {
    const TextOptions options = fields.take(normalized);
    if (options.unit != TextUnit::character) return text_facts(normalized, options, files());
    const FileSizes sizes{characters.tokens, 0, 0};
    return facts_of(options, text_parts(normalized, options, name, sizes), characters.vocabulary);
  };
  return entry;
}

}  // namespace regsweep
