#include "manual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/field_descriptions.hpp"
#include "core/text.hpp"
#include "execution/provenance.hpp"

namespace regsweep {
namespace {

// One line of a list: what is written, and what it means.
struct Described {
  std::string written, meaning;
};

// "N" and "1 to 4096" of "N:INT in [1 - 4096]"; "one of tune" of "STAGE:{tune}".
std::pair<std::string, std::string> argument_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t colon = type.find(':');
  if (colon == std::string::npos) return {type, ""};
  std::string rule = type.substr(colon + 1);
  const std::size_t open = rule.find('['), close = rule.find(']');
  if (open != std::string::npos && close != std::string::npos) {
    rule = rule.substr(open + 1, close - open - 1);
    const std::size_t dash = rule.find(" - ");
    if (dash != std::string::npos) rule.replace(dash, 3, " to ");
  } else if (rule.starts_with("{")) {
    rule = "one of " + join(split(rule.substr(1, rule.find('}') - 1), ','), ", ");
  } else {
    rule = "";
  }
  return {type.substr(0, colon), rule};
}

std::string meaning_of(const CLI::Option& option) {
  const std::string rule = argument_of(option).second;
  return option.get_description() + (rule.empty() ? "" : " (" + rule + ")");
}

std::string positional_word(const CLI::Option& option) {
  std::string word = argument_of(option).first;
  if (option.get_items_expected_max() > 1) word += "...";
  return option.get_required() ? word : "[" + word + "]";
}

std::vector<const CLI::Option*> shown_options(const CLI::App& command, bool positional) {
  std::vector<const CLI::Option*> shown;
  for (const CLI::Option* option : command.get_options()) {
    const bool hidden = option->get_group().empty();
    if (!hidden && option->get_positional() == positional) shown.push_back(option);
  }
  return shown;
}

std::vector<Described> positionals_of(const CLI::App& command) {
  std::vector<Described> all;
  for (const CLI::Option* option : shown_options(command, true)) {
    all.push_back({argument_of(*option).first, meaning_of(*option)});
  }
  return all;
}

std::vector<Described> options_of(const CLI::App& command) {
  std::vector<Described> all;
  for (const CLI::Option* option : shown_options(command, false)) {
    std::vector<std::string> names;
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    const std::string argument = argument_of(*option).first;
    all.push_back(
        {join(names, ", ") + (argument.empty() ? "" : " " + argument), meaning_of(*option)});
  }
  return all;
}

std::vector<Described> commands_of(const CLI::App& program) {
  std::vector<Described> all;
  for (const CLI::App* command : shown_commands(program)) {
    all.push_back({command->get_name(), command->get_description()});
  }
  return all;
}

std::string list_text(const std::string& title, const std::vector<Described>& list,
                      const Terminal& terminal) {
  if (list.empty()) return "";
  std::size_t longest = 0;
  for (const Described& each : list) longest = std::max(longest, each.written.size());
  const int room = static_cast<int>(std::min<std::size_t>(longest, 24));
  std::string text = "\n" + terminal.bold(title) + "\n";
  for (const auto& [written, meaning] : list) {
    const bool fits = static_cast<int>(written.size()) <= room;
    const std::string head =
        fits ? fitted(written, room) : written + "\n" + std::string(2 + room, ' ');
    text += fmt::format("  {}  {}\n", terminal.cyan(head),
                        wrapped(meaning, terminal.width - room - 4, room + 4));
  }
  return text;
}

// The names from the program down: "regsweep data list".
std::string whole_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : whole_name(*parent) + " " + command.get_name();
}

// Of a command that hands its words to another program, which describes them.
std::string elsewhere(const CLI::App& command) {
  return fmt::format("Arguments and options: {} --help", whole_name(command));
}

// For man(7): a line may not begin with a dot or an apostrophe, a hyphen that is typed is \-.
std::string for_manual(const std::string& text) {
  std::string out;
  for (const char letter : text) {
    if ((letter == '.' || letter == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
    if (letter == '-') {
      out += "\\-";
    } else if (letter == '\\') {
      out += "\\e";
    } else {
      out += letter;
    }
  }
  return out;
}

std::string manual_list(const std::string& title, const std::vector<Described>& list) {
  if (list.empty()) return "";
  std::string text = ".SH " + title + "\n";
  for (const auto& [written, meaning] : list) {
    text += fmt::format(".TP\n.B {}\n{}\n", for_manual(written), for_manual(meaning));
  }
  return text;
}

std::string manual_example(const std::string& example) {
  return example.empty() ? "" : fmt::format(".SH EXAMPLES\n.nf\n{}\n.fi\n", for_manual(example));
}

// What all commands have alike.
std::string manual_end() {
  return manual_list("EXIT STATUS",
                     {{"0", "all is done"},
                      {"1", "some trials failed, or a comparison came out otherwise"},
                      {"2", "the command line or the sweep has a mistake"},
                      {"3", "data are absent or are not what they should be"},
                      {"4", "a file cannot be written, or a result is damaged"},
                      {"5", "a process could not be started"},
                      {"130, 143", "interrupted; the same command goes on"}}) +
         manual_list("ENVIRONMENT",
                     {{"NO_COLOR", "no colours, whatever it is set to"},
                      {"REGSWEEP_DATA", "the folder where data sets are kept"},
                      {"PYTHON", "the interpreter that the analysis is tried with first"}}) +
         ".SH SEE ALSO\n";
}

}  // namespace

std::vector<const CLI::App*> shown_commands(const CLI::App& program) {
  std::vector<const CLI::App*> shown;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) shown.push_back(command);
  }
  return shown;
}

std::string usage_of(const CLI::App& command) {
  std::string usage = whole_name(command);
  if (!shown_commands(command).empty()) return usage + " COMMAND ...";
  if (command.get_prefix_command()) return usage + " ...";
  for (const CLI::Option* option : shown_options(command, true)) {
    usage += " " + positional_word(*option);
  }
  return usage + " [options]";
}

std::string help_text(const CLI::App& command, const Terminal& terminal) {
  std::string text = wrapped(command.get_description(), terminal.width, 0) + "\n\n";
  text += fmt::format("Usage: {}\n", terminal.bold(usage_of(command)));
  text += list_text("Arguments", positionals_of(command), terminal);
  text += list_text("Commands", commands_of(command), terminal);
  text += list_text("Options", options_of(command), terminal);
  if (command.get_prefix_command()) text += "\n" + elsewhere(command) + "\n";
  if (const std::string example = command.get_footer(); !example.empty()) {
    text += "\n" + terminal.bold("Example") + "\n";
    for (const std::string& line : split(example, '\n')) text += "  " + line + "\n";
  }
  return text;
}

std::string overview_text(const CLI::App& program, const Terminal& terminal) {
  std::string text = fmt::format("{} {}: one YAML file in, an ablation with statistics out\n",
                                 terminal.bold("regsweep"), program_version());
  text += list_text("Commands", commands_of(program), terminal);
  text += fmt::format("\nStart with   {}\n", terminal.bold("regsweep run configs/quickstart.yaml"));
  text += "More         regsweep help COMMAND; of a key of the YAML: regsweep help KEY\n";
  return text;
}

std::string manual_page(const CLI::App& command) {
  std::string name = whole_name(command);
  std::replace(name.begin(), name.end(), ' ', '-');
  std::string text =
      fmt::format(".TH {} 1 \"\" \"regsweep {}\" \"User Commands\"\n", for_manual(name),
                  for_manual(split(program_version(), '+').front()));
  text +=
      fmt::format(".SH NAME\n{} \\- {}\n", for_manual(name), for_manual(command.get_description()));
  text += fmt::format(".SH SYNOPSIS\n.B {}\n", for_manual(usage_of(command)));
  text += manual_list("ARGUMENTS", positionals_of(command));
  text += manual_list("COMMANDS", commands_of(command));
  text += manual_list("OPTIONS", options_of(command));
  if (command.get_prefix_command()) {
    text += ".SH OPTIONS\n" + for_manual(elsewhere(command)) + "\n";
  }
  text += manual_example(command.get_footer()) + manual_end();
  if (command.get_parent() != nullptr) return text + ".BR regsweep (1)\n";
  std::vector<std::string> others;
  for (const CLI::App* each : shown_commands(command)) {
    others.push_back(fmt::format(".BR regsweep\\-{} (1)", for_manual(each->get_name())));
  }
  return text + join(others, ",\n") + "\n";
}

}  // namespace regsweep
