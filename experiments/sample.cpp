// `regsweep sample TRIAL --prompt TEXT`: a trained language model writes on.
#include <fmt/format.h>

#include <cstdio>

#include "command.hpp"
#include "data/dataset.hpp"
#include "data/word_text.hpp"
#include "execution/display/terminal.hpp"
#include "kept_parameters.hpp"
#include "training/sampling.hpp"

namespace regsweep {
namespace {

struct SampleArguments {
  KeptParameters parameters;
  std::string prompt = "\n";
  SamplingOptions options;
};

ExitCode sample(const SampleArguments& arguments) {
  const TrainedTrial trial = arguments.parameters.read();
  const Dataset data = load_data_of(trial);
  say_note(unproven_note(trial));
  if (data.task != Task::next_token) {
    throw ConfigurationError(
        fmt::format("{} was trained on {}, which has no text to continue; give a trial of a text",
                    trial.file.string(), data.name));
  }
  const auto model = model_of(trial, data);
  const Flat weights = weights_of(trial, model->layout());
  const bool words = data.token_unit == "word";
  const Tokens prompt = words ? numbers_of_words(arguments.prompt, data.vocabulary)
                              : encode(arguments.prompt, data.vocabulary);
  const std::string between = words || data.token_unit == "token" ? " " : "";
  fmt::print("{}{}", terminal_of(1).bold(arguments.prompt), between);
  SamplingOptions options = arguments.options;
  options.after = trial.step;
  continue_text(*model, weights, prompt, data.outputs, options, [&](std::int32_t token) {
    const std::string& text = data.vocabulary[static_cast<std::size_t>(token)];
    const bool line_end = words && text == "<eos>";
    fmt::print("{}{}", line_end ? "\n" : text, line_end ? "" : between);
    std::fflush(stdout);
  });
  fmt::print("\n");
  return ExitCode::done;
}

}  // namespace

void add_sample(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("sample", "Let a trained language model continue a text");
  command->footer(
      "regsweep sample results/textbook-claims-attention --variant \"attention 0.1, ffn 0\" --seed "
      "0 "
      "--tokens 200");
  const auto arguments = std::make_shared<SampleArguments>();
  arguments->parameters.add_to(*command, "--step");
  command->add_option("--prompt", arguments->prompt, "text to continue; default: a new line")
      ->type_name("WORDS");
  command
      ->add_option("--tokens", arguments->options.tokens, "how many tokens to write; default: 500")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 31));
  command
      ->add_option("--temperature", arguments->options.temperature,
                   "below 1 safer, above 1 wilder, 0 the likeliest token; default: 1")
      ->type_name("T")
      ->check(CLI::Range(0.0, 100.0));
  command
      ->add_option("--text-seed", arguments->options.seed,
                   "another seed writes another text; default: 0")
      ->type_name("N");
  command->callback([arguments, &chosen] { chosen = [arguments] { return sample(*arguments); }; });
}

}  // namespace regsweep
