#include "fuzz/targets.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/json.hpp"
#include "core/text.hpp"
#include "data/bytes.hpp"
#include "data/csv_file.hpp"
#include "data/idx_file.hpp"
#include "data/index_file.hpp"
#include "data/number_array.hpp"
#include "data/png_file.hpp"
#include "data/tokenized_text.hpp"
#include "data/word_text.hpp"
#include "execution/directory/checkpoint_file.hpp"
#include "fuzz/edited_checkpoint.hpp"
#include "fuzz/foreign_tree.hpp"
#include "results/foreign_array.hpp"
#include "results/trial_file.hpp"
#include "support/scratch_folder.hpp"
#include "support/small_trial.hpp"
#include "sweep/fake_grammar.hpp"

namespace regsweep {
namespace {

constexpr std::size_t longest_sentence = 2000;

// A broken promise: says which, for the log, and is a finding for the fuzzer as for the test.
void promise(bool kept, const char* what, const std::string& about = "") {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s: %s\n", what, about.c_str());
  std::abort();
}

bool is_printable_line(const std::string& sentence) {
  for (const char letter : sentence) {
    if ((letter >= 0 && letter < ' ') || letter == '\x7f') return false;
  }
  try {
    tokenize(sentence, TextUnit::character, "sentence");
  } catch (const DataError&) {
    return false;  // no UTF-8
  }
  return true;
}

// Whether the sentence begins with fuzz.yaml:line:column.
bool has_place(const std::string& sentence) {
  std::size_t at = sentence.find(':');
  if (sentence.substr(0, at) != "fuzz.yaml") return false;
  for (int number = 0; number < 2; ++number) {
    const std::size_t digits = sentence.find_first_not_of("0123456789", at + 1);
    if (digits == at + 1 || digits == std::string::npos || sentence[digits] != ':') return false;
    at = digits;
  }
  return true;
}

// One folder per process.
const ScratchFolder& scratch() {
  static const ScratchFolder folder;
  return folder;
}

// The bytes as a file, for readers of files.
std::filesystem::path file_of(const std::string& name, const std::string& bytes) {
  std::ofstream(scratch() / name, std::ios::binary) << bytes;
  return scratch() / name;
}

// Runs a reader; whether it understood. An Error is a proper answer if it is a sentence that a
// terminal can show.
template <class Read>
bool understood(const Read& read) {
  try {
    read();
    return true;
  } catch (const Error& refusal) {
    std::string sentence = refusal.what();
    const std::string folder =
        scratch()
            .path()
            .string();  // of another name in each process, and the same bytes must do the same
    if (const std::size_t at = sentence.find(folder); at != std::string::npos) {
      sentence.replace(at, folder.size(), "scratch");
    }
    promise(!sentence.empty() && sentence.size() <= longest_sentence, "an error is one sentence",
            sentence);
    promise(is_printable_line(sentence), "an error can be printed", sentence);
    promise(refusal.code() != ExitCode::configuration || has_place(sentence),
            "a mistake in a sweep file has a place", sentence);
    return false;
  }
}

constexpr int most_cells = 64;  // what a fuzzer should not wait for
constexpr std::int64_t most_seeds = 8;
struct Enough {};

void yaml(const std::string& bytes) {
  static const TrialGrammar whole = fake::grammar();
  int cells = 0;
  TrialGrammar grammar = whole;
  grammar.resolve = [&](const Value& configuration) {
    if (++cells > most_cells) throw Enough{};
    return whole.resolve(configuration);
  };
  understood([&] {
    const Value sweep = read_yaml(bytes, "fuzz.yaml");
    if (const Value* seeds = sweep.find("seeds");
        seeds != nullptr && seeds->is_integer() && seeds->integer() > most_seeds) {
      return;
    }
    try {
      const Plan plan = make_plan(sweep, grammar);
      promise(plan_digest(read_plan(plan_text(plan), "again")) == plan_digest(plan),
              "a plan can be read back");
    } catch (const Enough&) {
    }
  });
}

void json(const std::string& bytes) {
  understood([&] {
    const Value value = from_json(bytes, "fuzz.json");
    promise(canonical_text(from_json(to_json(value), "again")) == canonical_text(value),
            "JSON comes back", to_json(value));
  });
  understood([&] {
    const Plan plan = read_plan(bytes, "fuzz.json");
    promise(plan_digest(read_plan(plan_text(plan), "again")) == plan_digest(plan),
            "a plan can be read back");
  });
}

void idx(const std::string& bytes) {
  for (const IdxContent content : {IdxContent::images, IdxContent::labels}) {
    understood([&] {
      const IdxArray array = parse_idx(bytes, content, "fuzz.idx");
      const auto values = static_cast<std::size_t>(array.header.items() * array.header.item_size());
      promise(array.header.length + values * array.header.value_bytes() == bytes.size(),
              "an IDX file is as long as its header says");
    });
  }
}

void csv(const std::string& bytes) {
  for (const std::string delimiter : {"auto", ",", " "}) {
    understood([&] {
      CsvFormat format;
      format.delimiter = delimiter;
      const Table table(bytes, format, "fuzz.csv");
      for (std::int64_t column = 0; column < table.columns(); ++column) {
        understood([&] {
          for (const double number : table.numbers(column)) {
            promise(std::isfinite(number), "numbers are finite");
          }
        });
        understood([&] {
          const Table::Classes classes = table.classes(column);
          for (std::int64_t row = 0; row < table.rows(); ++row) {
            const std::string& name = classes.names.at(
                static_cast<std::size_t>(classes.labels.at(static_cast<std::size_t>(row))));
            const std::optional<double> number = table.number(row, column);
            promise(name == table.cell(row, column) || (number && parse_number(name) == number),
                    "a class is the text of its cell, or its number", name);
          }
        });
      }
    });
  }
}

void text(const std::string& bytes) {
  for (const TextUnit unit : {TextUnit::character, TextUnit::byte}) {
    understood([&] {
      const TokenizedText read = tokenize(bytes, unit, "fuzz.txt");
      const std::size_t mark = bytes.starts_with("\xef\xbb\xbf") ? 3 : 0;
      promise(unit != TextUnit::byte || read.tokens.size() + mark == bytes.size(),
              "every byte is a token");
      for (const std::int32_t token : read.tokens) {
        promise(!read.vocabulary.at(static_cast<std::size_t>(token)).empty(), "tokens are known");
      }
    });
  }
}

// Words, and numbers of tokens.
void tokens(const std::string& bytes) {
  const std::vector<std::string_view> words = words_of(bytes, true);
  const auto training = static_cast<std::int64_t>(words.size() / 2);
  const NumberedWords numbered = number_words(words, training, {3, 2});
  promise(numbered.tokens.size() == words.size(), "every word is a token");
  for (const std::int32_t token : numbered.tokens) {
    promise(!numbered.vocabulary.at(static_cast<std::size_t>(token)).empty(), "words are known");
  }
  for (const std::size_t width : {2U, 4U}) {
    understood([&] {
      promise(token_numbers(bytes, width, "fuzz.bin").size() * width == bytes.size(),
              "every number is a token");
    });
  }
}

// Arrays of NumPy and IDX; HDF5's own reader is not ours to search.
void arrays(const std::string& bytes) {
  if (is_hdf5(bytes)) return;
  const std::string file = file_of("fuzz.array", bytes).string();
  understood([&] {
    const NumberArray array = read_array(file);
    const std::int64_t numbers = array.items() * array.item_size();
    const std::size_t bytes_of_numbers = static_cast<std::size_t>(numbers) * array.width;
    promise(array.begin + bytes_of_numbers == array.content.view().size(),
            "an array is as long as its header says");
    for (std::int64_t i = 0; i < numbers; ++i) array.number(i);
  });
}

void png(const std::string& bytes) {
  understood([&] {
    const Picture picture = parse_png(bytes, "fuzz.png");
    promise(static_cast<std::size_t>(picture.shape.pixels()) == picture.pixels.size(),
            "a picture has all its pixels");
    promise(picture.shape.channels == 1 || picture.shape.channels == 3, "grey or colours");
  });
}

void index(const std::string& bytes) {
  constexpr std::int64_t examples = 50;
  if (is_hdf5(bytes)) return;
  const std::string file = file_of("fuzz.index", bytes).string();
  understood([&] {
    for (const std::int64_t number : read_index_file(file, examples)) {
      promise(number >= 0 && number < examples, "a number is that of an example");
    }
  });
}

void gzip(const std::string& bytes) {
  constexpr std::uint64_t largest = 1 << 20;
  const std::filesystem::path file = file_of("fuzz.gz", bytes);
  std::string whole;
  const bool whole_is_good = understood([&] { whole = read_bytes(file, largest); });
  promise(whole.size() <= largest, "no more is read than allowed");
  understood([&] {
    const std::string first = read_first_bytes(file, 7);
    promise(!whole_is_good || first == whole.substr(0, 7),
            "the beginning is the beginning of the whole");
  });
}

void trial(const std::string& bytes) {
  constexpr const char* id = "cb2fd89e8366dd81";
  const std::filesystem::path file = file_of(std::string(id) + ".h5", bytes);
  FileState state = FileState::absent;
  promise(understood([&] { state = trial_state(file); }) && state != FileState::absent,
          "a file has a state");
  const bool read = understood([&] { read_trial(file); });
  promise(read == (state == FileState::finished), "a finished trial can be read, and no other");
  promise(!read || understood([&] { read_tree(file); }),
          "a trial is a tree");  // which is what checkpoints and results.h5 are
}

// A trial whose checkpoint has everything that one can have, stopped between two evaluations.
struct StoppedTrial {
  Value configuration = testing::small_trial(
      {{"optimizer.momentum", Value(0.9)},
       {"training.epochs", Value(3)},
       {"training.log_every", Value(3)},
       {"training.save_parameters", Value(List{Value(2), Value(7), Value("last")})},
       {"regularizers.early_stopping", Value(2)},
       {"regularizers.weight_averaging", Value("ema")}});
  std::shared_ptr<const Dataset> data = testing::small_classes();
  Group checkpoint;
  std::string records;  // digest of what it ends with

  StoppedTrial() {
    Trainer trainer(trial_of(configuration), 1, data);
    trainer.run([](const Progress& progress) { return progress.step < 16; });
    checkpoint = trainer.checkpoint();
    trainer.run([](const Progress&) { return true; });
    records = digest(trainer.records());
  }
};

// The bytes as they stand, and as edits of a checkpoint that is otherwise in order.
void checkpoint(const std::string& bytes) {
  static const StoppedTrial stopped;
  constexpr const char* id = "cb2fd89e8366dd81";
  const FoundCheckpoint raw = read_checkpoint(file_of("checkpoint.h5", bytes), id);
  promise(raw.state.has_value() == raw.refused.empty(), "it is used or refused", raw.refused);

  const Group edited = edited_checkpoint(stopped.checkpoint, bytes);
  std::string image;
  try {
    image = checkpoint_image(id, edited);
  } catch (const ContractError&) {
    return;  // no tree that a file can hold
  }
  const FoundCheckpoint found = read_checkpoint(file_of("checkpoint.h5", image), id);
  promise(found.state.has_value(), "a checkpoint that was written can be read", found.refused);
  Trainer trainer(trial_of(stopped.configuration), 1, stopped.data);
  if (!understood([&] { trainer.restore(*found.state); })) return;
  trainer.run([](const Progress&) { return true; });
  const std::string records = digest(tree_of(hdf5_image(trainer.records()), "records"));
  promise(records == stopped.records || digest(edited) != digest(stopped.checkpoint),
          "an interruption changes nothing");
}

void hdf5(const std::string& bytes) {
  const std::string image = foreign_tree(bytes);
  understood([&] {
    const Group root = tree_of(image, "fuzz.h5");
    promise(digest(tree_of(hdf5_image(root), "again")) == digest(root),
            "a tree that was read can be written");
  });
}

}  // namespace

const std::vector<FuzzTarget>& fuzz_targets() {
  static const std::vector<FuzzTarget> targets{
      {"yaml", yaml},  {"json", json},     {"idx", idx},       {"csv", csv},
      {"text", text},  {"gzip", gzip},     {"trial", trial},   {"checkpoint", checkpoint},
      {"hdf5", hdf5},  {"tokens", tokens}, {"arrays", arrays}, {"png", png},
      {"index", index}};
  return targets;
}

}  // namespace regsweep
