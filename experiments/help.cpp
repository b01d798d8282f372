// `regsweep help [TOPIC...]`: of nothing the overview, of a command its help, of anything that a
// sweep may name what `describe` tells. --man writes a manual page instead, for installations.
#include <fmt/format.h>

#include <algorithm>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/display/terminal.hpp"
#include "manual.hpp"
#include "topics.hpp"

namespace regsweep {
namespace {

struct HelpArguments {
  std::vector<std::string> words;
  bool man = false;
};

// The command that words name from the program down: "data list"; nullptr when there is none.
const CLI::App* command_named(const CLI::App& program, const std::vector<std::string>& words) {
  const CLI::App* command = &program;
  for (const std::string& word : words) {
    const std::vector<const CLI::App*> below = shown_commands(*command);
    const auto found = std::find_if(below.begin(), below.end(),
                                    [&](const CLI::App* each) { return each->get_name() == word; });
    if (found == below.end()) return nullptr;
    command = *found;
  }
  return command;
}

bool is_topic(const std::string& word) { return !topics_named(word).empty(); }

void refuse_topic(const CLI::App& program, const std::string& word) {
  std::vector<std::string> known;
  for (const CLI::App* command : shown_commands(program)) known.push_back(command->get_name());
  for (const std::string& name : topic_names()) known.push_back(name);
  throw ConfigurationError(
      fmt::format("no command and no key is called '{}'; {}", word, suggestion(word, known)));
}

ExitCode help(const CLI::App& program, const HelpArguments& arguments) {
  const Terminal terminal = terminal_of(1);
  const std::vector<std::string>& words = arguments.words;
  const CLI::App* command = command_named(program, words);
  const bool topic = words.size() == 1 && is_topic(words.front());
  if (command == nullptr && !topic) refuse_topic(program, join(words, " "));
  if (arguments.man) {
    if (command == nullptr) refuse_topic(program, join(words, " "));
    fmt::print("{}", manual_page(*command));
    return ExitCode::done;
  }
  if (command == nullptr) return describe_topic(words.front());
  fmt::print("{}",
             words.empty() ? overview_text(program, terminal) : help_text(*command, terminal));
  if (topic) {
    fmt::print("\nThe key of this name in YAML: {}\n",
               terminal.bold("regsweep describe " + words.front()));
  }
  return ExitCode::done;
}

}  // namespace

void add_help(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("help", "Help on a command, or on anything that a sweep may name");
  command->footer("regsweep help run");
  const auto arguments = std::make_shared<HelpArguments>();
  command->add_option("topic", arguments->words, "a command, or a key, noise, dataset, ...")
      ->type_name("TOPIC");
  command->add_flag("--man", arguments->man, "of a command: its manual page, for man(1)");
  command->callback([&program, arguments, &chosen] {
    chosen = [&program, arguments] { return help(program, *arguments); };
  });
}

}  // namespace regsweep
