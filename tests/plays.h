// Scenes that were played, kept as text: a line that begins with > is of the play (its
// number, its word and what follows, with tabs between), all others are of the trace.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <istream>
#include <string>
#include <utility>
#include <vector>

#include "common/predict/part.h"

inline predict::Rehearsal read_play(std::istream& file) {
  predict::Rehearsal rehearsal;
  for (std::string text; std::getline(file, text);) {
    if (!text.starts_with("> ")) {
      rehearsal.take(text);
      continue;
    }
    std::vector<std::string> words;
    std::size_t begin = 2;
    while (begin <= text.size()) {
      const std::size_t end = std::min(text.find('\t', begin), text.size());
      words.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    predict::Line line{.number = std::atoi(words[0].c_str())};
    if (words.size() > 1) {
      line.verb = words[1];
      line.arguments.assign(words.begin() + 2, words.end());
    }
    line.text = line.verb;
    for (const std::string& word : line.arguments) line.text += " " + word;
    rehearsal.begin(std::move(line));
  }
  return rehearsal;
}
