// grade: makes a mark of the runs of an exercise, in the format that is asked for.
//
// Watch:  scripts/lab check 05/answer_survives -- python3 my_client.py
// Read:   common/check/tree.h; CONTRIBUTING.md, "A new exercise".
// Run:    grade --read FOLDER, in which 0/report, 1/report ... are

#include <algorithm>
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

std::string read_all(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw std::system_error{errno, std::generic_category(), path};
  return text.str();
}

// What the engine said last, if it wrote no report; before that, what bash said of
// the play.
std::string last_error(const std::filesystem::path& folder) {
  std::string last = "its run was stopped";
  std::ifstream errors{folder / "errors"};
  std::string of_play;
  for (std::string line; std::getline(errors, line);) {
    if (line.find("play.sh: line ") != line.npos) of_play = line + "; ";
    if (!line.empty()) last = line;
  }
  return of_play + last;
}

// Of a run whose report is missing or not whole (a full disk), why.
check::Report report_of(const std::filesystem::path& place,
                        const Options& options, int run) {
  check::Report report{.exercise = options.text("--exercise", "the exercise"),
                       .variant = run};
  if (!std::filesystem::exists(place / "report")) {
    report.broken = last_error(place);
    return report;
  }
  try {
    return check::from_text(read_all(place / "report"));
  } catch (const std::runtime_error& error) {
    report.broken = error.what();
    return report;
  }
}

check::Tree tree_of(const std::filesystem::path& folder,
                    const Options& options) {
  const int runs = options.number("--runs", 1);
  std::vector<check::Report> reports;
  for (int run = 0; run < runs; ++run) {
    const auto place = folder / std::to_string(run);
    if (!std::filesystem::exists(place)) break;
    reports.push_back(report_of(place, options, run));
  }
  if (reports.empty())
    reports.push_back({.exercise = options.text("--exercise", "the exercise"),
                       .broken = "it was not played"});
  return check::combine(reports, runs);
}

check::Class read_class(const Options& options) {
  check::Class students;
  for (const auto& folder :
       std::filesystem::directory_iterator{options.text("--class", "")})
    students.emplace_back(folder.path().filename(),
                          tree_of(folder.path(), options));
  std::sort(students.begin(), students.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return students;
}

[[noreturn]] void refuse_format(const std::string& format, bool of_class) {
  throw UsageError{"--format takes " +
                   std::string{of_class
                                   ? "csv, json or junit of a class"
                                   : "text, json, csv, tap, tap14, junit or "
                                     "gradescope"} +
                   ", not '" + format + "'"};
}

std::string written(const check::Tree& tree, const Options& options) {
  const std::string format = options.text("--format", "text");
  const auto hints = static_cast<std::size_t>(options.number("--hint", 1));
  if (format == "json") return check::as_json(tree);
  if (format == "csv") return check::as_csv(tree);
  if (format == "tap") return check::as_tap(tree);
  if (format == "tap14") return check::as_tap(tree, 14);
  if (format == "junit") return check::as_junit(tree);
  if (format == "gradescope") return check::as_gradescope(tree);
  if (format == "hints") return check::as_hints(tree, hints);
  if (format == "line")
    return std::string{check::name(tree.result())} + "\t" +
           std::to_string(tree.points()) + " of " +
           std::to_string(tree.most_points()) + "\n";
  if (format != "text") refuse_format(format, false);
  return check::as_text(tree,
                        {.hints = hints, .colour = ladder::has_colours()});
}

std::string written(const check::Class& students, const Options& options) {
  const std::string format = options.text("--format", "csv");
  if (format == "csv") return check::as_csv(students);
  if (format == "json") return check::as_json(students);
  if (format == "junit") return check::as_junit(students);
  refuse_format(format, true);
}

// The worst of a class.
int status_of(const check::Class& students) {
  int status = 0;
  for (const auto& [student, tree] : students) {
    const int one = check::status_of(tree.result());
    if (one == 1 || status == 0) status = one;
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse_plain(
      argc, argv,
      "grade [--read FOLDER] [--class FOLDER] [--runs N] [--exercise NAME] "
      "[--hint N] [--format F]\n"
      "Makes a mark of the runs of an exercise. 0: met; 1: not; 77: one "
      "cannot\n"
      "tell.\n"
      "--read FOLDER    with a folder for each run, 0, 1 ..., which has its "
      "report\n"
      "--class FOLDER   with such a folder for each student\n"
      "--runs N         so many runs there should be (1)\n"
      "--exercise NAME  of those that were not played\n"
      "--hint N         tells so many hints (1)\n"
      "--format F       text, json, csv, tap, tap14, junit, gradescope; of a "
      "class "
      "csv,\n"
      "                 json, junit");
  if (options.has("--class")) {
    const check::Class students = read_class(options);
    std::cout << written(students, options) << std::flush;
    return std::cout ? status_of(students) : 1;
  }
  if (!options.has("--read")) throw UsageError{"grade needs --read FOLDER"};
  const check::Tree tree = tree_of(options.text("--read", ""), options);
  std::cout << written(tree, options) << std::flush;
  return std::cout ? check::status_of(tree.result()) : 1;
} catch (const std::exception& error) {
  return report(error);
}
