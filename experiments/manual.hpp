// The help of each command, made of its declaration (description, options, and as its footer an
// example): as text for a terminal, and as a manual page.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "execution/display/terminal.hpp"

namespace regsweep {

/// The commands that people use, in the order of their declaration.
std::vector<const CLI::App*> shown_commands(const CLI::App& program);

/// "regsweep logs DIR [TRIAL] [options]"
std::string usage_of(const CLI::App& command);

std::string help_text(const CLI::App& command, const Terminal& terminal);

/// What `regsweep` says without a command.
std::string overview_text(const CLI::App& program, const Terminal& terminal);

/// In the macros of man(7): of a command, or of the whole program.
std::string manual_page(const CLI::App& command);

}  // namespace regsweep
