// Tiny Shakespeare (Karpathy 2015, char-rnn): 40,000 lines of the plays, the text that small
// language models are compared on.
#include "data/tokenized_text.hpp"

namespace regsweep {

DatasetEntry dataset_entry_tiny_shakespeare() {
  DatasetEntry entry;
  entry.name = "tiny_shakespeare";
  entry.summary = "Plays of Shakespeare, 65 characters";
  entry.size = "1,115,394 characters";
  entry.source = "github.com/karpathy/char-rnn";
  entry.licence = "public domain";
  entry.origin.files = {{"tiny_shakespeare.txt",
                         "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
                         1115394,
                         "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/"
                         "tinyshakespeare/input.txt"}};
  return known_text_entry(std::move(entry), {.tokens = 1115394, .vocabulary = 65});
}

}  // namespace regsweep
