// How a lab program begins and ends: its command line, Ctrl-C, its exit status.
#pragma once

#include <exception>
#include <string_view>

#include "common/text/options.h"

// Reads the command line as `usage` allows (text/options.h), and sets up the
// narration. --help prints the usage and exits with 0. From here on Ctrl-C
// (SIGINT, SIGTERM) ends the program with status 0: the kernel then closes its
// sockets. Throws UsageError.
Options parse(int argc, char** argv, std::string_view usage);

// The same of a program that does not narrate: it has no --step and --quiet, and
// Ctrl-C is its own matter.
Options parse_plain(int argc, char** argv, std::string_view usage);

// Says on standard error what went wrong: the call, the error and its name and,
// where there is one, the cure. Returns main's exit status: 2 for a UsageError,
// with the usage line, else 1.
int report(const std::exception& error);
