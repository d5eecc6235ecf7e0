// grade: makes a mark of the runs of an exercise, in the format that is asked for.
//
// Watch:  scripts/lab check 05/answer_survives -- python3 my_client.py
// Read:   common/check/tree.h; CONTRIBUTING.md, "A new exercise".
// Run:    grade --read FOLDER, in which 0/report, 1/report ... are

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "common/check/formats.h"
#include "common/check/report.h"
#include "common/check/tree.h"
#include "common/ladder/terminal.h"
#include "common/narrate/options.h"

namespace {

std::string read_all(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw std::system_error{errno, std::generic_category(), path};
  return text.str();
}

std::vector<check::Report> read_reports(const std::string& folder, int runs) {
  std::vector<check::Report> reports;
  for (int run = 0; run < runs; ++run) {
    const std::string path = folder + "/" + std::to_string(run) + "/report";
    if (!std::filesystem::exists(path)) break;
    reports.push_back(check::from_text(read_all(path)));
  }
  if (reports.empty())
    throw std::runtime_error{folder + ": no run has a report"};
  return reports;
}

std::string written(const check::Tree& tree, const Options& options) {
  const std::string format = options.text("--format", "text");
  if (format == "json") return check::as_json(tree);
  if (format != "text")
    throw UsageError{"--format takes text or json, not '" + format + "'"};
  return check::as_text(
      tree, {.hints = static_cast<std::size_t>(options.number("--hint", 1)),
             .colour = ladder::has_colours()});
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "grade [--read FOLDER] [--runs N] [--hint N] [--format F]\n"
      "Makes a mark of the runs of an exercise. 0: met; 1: not; 77: one "
      "cannot\n"
      "tell.\n"
      "--read FOLDER  with a folder for each run, which has its report\n"
      "--runs N       so many runs there should be (1)\n"
      "--hint N       tells so many hints (1)\n"
      "--format F     text, json (text)");
  if (!options.has("--read")) throw UsageError{"grade needs --read FOLDER"};
  const int runs = options.number("--runs", 1);
  const check::Tree tree =
      check::combine(read_reports(options.text("--read", ""), runs), runs);
  std::cout << written(tree, options);
  std::cout.flush();
  if (!std::cout) return 1;
  return check::status_of(tree.result());
} catch (const std::exception& error) {
  return report(error);
}
