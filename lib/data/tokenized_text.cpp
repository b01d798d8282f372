#include "data/tokenized_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "data/restrict.hpp"

namespace regsweep {
namespace {

std::string byte_text(char32_t value) {
  return value == '\n' || value == '\t' || (value >= 0x20 && value < 0x7F)
             ? std::string(1, static_cast<char>(value))
             : fmt::format("\\x{:02X}", static_cast<unsigned>(value));
}

std::vector<char32_t> symbols_of(const std::string& content, TextUnit unit,
                                 const std::string& name) {
  std::vector<char32_t> symbols;
  for (std::size_t at = 0; at < content.size();) {
    CodePoint next{static_cast<unsigned char>(content[at]), 1};
    if (unit == TextUnit::character) next = code_point_at(content, at);
    if (next.bytes == 0) {
      throw DataError(fmt::format(
          "{} is not UTF-8 at byte {} (0x{:02X}); convert it, or read it with unit: byte", name, at,
          static_cast<unsigned>(static_cast<unsigned char>(content[at]))));
    }
    symbols.push_back(next.value);
    at += next.bytes;
  }
  return symbols;
}

// Known files are UTF-8 or ISO 8859-1.
std::string as_utf8(const std::string& content) {
  std::string converted;
  for (std::size_t at = 0; at < content.size();) {
    const CodePoint next = code_point_at(content, at);
    if (next.bytes == 0) {
      converted.clear();
      for (const char each : content) converted += utf8_text(static_cast<unsigned char>(each));
      return converted;
    }
    at += next.bytes;
  }
  return content;
}

struct TextParts {
  std::int64_t train = 0, train_available = 0, validation = 0, test = 0;
};

TextParts text_parts(const Value& normalized, const TextOptions& options, const std::string& name,
                     std::int64_t tokens) {
  const Restriction wanted = restriction_fields().take(normalized);
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
  TextParts parts;
  // A share like 0.29 is a little less than it says; a millionth of a token makes up for it.
  parts.train_available = static_cast<std::int64_t>(
      std::floor(options.train_share * static_cast<double>(tokens) + 1e-6));
  const std::int64_t rest = tokens - parts.train_available;
  parts.test = wanted.test.value_or(0);
  const Value* validation = normalized.find("validation");
  parts.validation =
      validation != nullptr ? validation->integer() : std::max<std::int64_t>(0, rest - parts.test);
  parts.train = wanted.train.value_or(parts.train_available);
  if (parts.train > parts.train_available) {
    throw ConfigurationError(normalized.at("train").where(),
                             fmt::format("data.train = {} tokens, but the training part of {} has "
                                         "only {}; lower it, or raise data.train_share",
                                         parts.train, name, parts.train_available));
  }
  if (parts.validation + parts.test > rest) {
    throw ConfigurationError(normalized.at(validation != nullptr ? "validation" : "test").where(),
                             fmt::format("data asks for {} tokens to validate and {} to test on, "
                                         "but {} has only {} behind its training part; "
                                         "lower them, or lower data.train_share",
                                         parts.validation, parts.test, name, rest));
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

}  // namespace

void forget_absent_validation(Value& normalized, const Value& given, const std::string& /*path*/) {
  if (given.is_map() && given.find("validation") != nullptr) return;
  std::erase_if(normalized.map(), [](const Member& member) { return member.key == "validation"; });
}

TokenizedText tokenize(const std::string& content, TextUnit unit, const std::string& name) {
  if (content.empty()) {
    throw DataError(
        fmt::format("{} is empty, so there is nothing to learn from; give a text", name));
  }
  const std::vector<char32_t> symbols = symbols_of(content, unit, name);
  std::vector<char32_t> known = symbols;
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  TokenizedText text;
  for (const char32_t each : known) {
    text.vocabulary.push_back(unit == TextUnit::byte || each < 0x20 ? byte_text(each)
                                                                    : utf8_text(each));
  }
  text.tokens.reserve(symbols.size());
  for (const char32_t each : symbols) {
    text.tokens.push_back(static_cast<std::int32_t>(
        std::lower_bound(known.begin(), known.end(), each) - known.begin()));
  }
  return text;
}

TextSize size_of(const TokenizedText& text) {
  return {static_cast<std::int64_t>(text.tokens.size()),
          static_cast<std::int64_t>(text.vocabulary.size())};
}

Dataset make_text_dataset(const Value& normalized, const TextOptions& options,
                          const std::string& name, const std::string& content) {
  TokenizedText text = tokenize(content, options.unit, name);
  const TextParts parts =
      text_parts(normalized, options, name, static_cast<std::int64_t>(text.tokens.size()));
  Dataset dataset;
  dataset.name = name;
  dataset.task = Task::next_token;
  dataset.each_once = options.each_once;
  dataset.token_unit = options.unit == TextUnit::byte ? "byte" : "character";
  dataset.vocabulary = std::move(text.vocabulary);
  dataset.outputs = static_cast<std::int64_t>(dataset.vocabulary.size());
  const auto begin = text.tokens.begin();
  const auto rest = begin + parts.train_available;
  dataset.train.tokens.assign(begin, begin + parts.train);
  dataset.validation.tokens.assign(rest, rest + parts.validation);
  dataset.test.tokens.assign(text.tokens.end() - parts.test, text.tokens.end());
  return dataset;
}

DatasetFacts text_facts(const Value& normalized, const TextOptions& options,
                        const std::string& name, const TextSize& size) {
  const TextParts parts = text_parts(normalized, options, name, size.tokens);
  DatasetFacts facts;
  facts.task = Task::next_token;
  facts.outputs = size.vocabulary;
  facts.train = parts.train;
  facts.validation = parts.validation;
  facts.test = parts.test;
  facts.each_once = options.each_once;
  return facts;
}

DatasetEntry known_text_entry(DatasetEntry entry, const TextSize& characters) {
  Fields<TextOptions> fields(entry.name, entry.summary);
  add_text_fields(fields);
  entry.kind = "text";
  entry.schema = fields.schema();
  entry.schema.finish = forget_absent_validation;
  const auto content = [name = entry.name, origin = entry.origin] {
    std::string joined;
    for (std::size_t i = 0; i < origin.files.size(); ++i) {
      joined += as_utf8(read_known_file(name, origin, i));
    }
    return joined;
  };
  entry.load = [fields, content, name = entry.name](const Value& normalized) {
    return make_text_dataset(normalized, fields.take(normalized), name, content());
  };
  entry.facts = [fields, content, characters, name = entry.name](const Value& normalized) {
    const TextOptions options = fields.take(normalized);
    return text_facts(normalized, options, name,
                      options.unit == TextUnit::character
                          ? characters
                          : size_of(tokenize(content(), options.unit, name)));
  };
  return entry;
}

}  // namespace regsweep
