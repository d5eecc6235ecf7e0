#include "common/predict/guide.h"

#include <algorithm>
#include <sstream>

namespace predict {
namespace {

constexpr int rarest = 60;    // what a word weighs that stands in one passage
constexpr int distinct = 12;  // less leads to no passage, but to a section

// A paragraph, a point of a list, or a row of a table.
struct Passage {
  std::string section{};
  std::string text{};
};

bool begins_passage(const std::string& line) {
  return line.empty() || line.starts_with("- ") || line.starts_with("|") ||
         line.starts_with("```");
}

std::vector<Passage> passages_of(std::string_view guide) {
  std::vector<Passage> passages = {{}};
  std::istringstream lines{std::string{guide}};
  std::string section;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) {
      section = line.substr(3);
      passages.push_back({section, ""});
    } else if (begins_passage(line)) {
      passages.push_back({section, line + " "});
    } else {
      passages.back().section = section;
      passages.back().text += line + " ";
    }
  }
  return passages;
}

// "An orphan" of "- **An orphan** is ...".
std::string title_of(const Passage& passage) {
  if (!passage.text.starts_with("- **")) return {};
  const auto end = passage.text.find("**", 4);
  if (end == std::string::npos) return {};
  std::string title = passage.text.substr(4, end - 4);
  for (auto at = title.find("]("); at != std::string::npos;
       at = title.find("](", at)) {
    const auto open = title.rfind('[', at);
    const auto close = title.find(')', at);
    if (open == std::string::npos || close == std::string::npos) return {};
    title.erase(at, close - at + 1);
    title.erase(open, 1);
  }
  while (!title.empty() && (title.back() == '.' || title.back() == ':'))
    title.pop_back();
  return title;
}

// The parts of it that the reader has come for weigh more.
int weight_of(const std::string& section) {
  if (section == "Why") return 3;
  if (section == "Often said" || section == "What you saw") return 2;
  // What a reader has not come for: commands, exercises, questions.
  if (section.empty() || section == "By hand" || section == "Change it" ||
      section == "Question" || section == "Guess first" ||
      section == "Run it" || section == "Read on")
    return 0;
  return 1;
}

}  // namespace

std::string section_about(std::string_view guide, std::string_view scene,
                          const std::vector<std::string>& keywords) {
  std::vector<Passage> passages = passages_of(guide);
  std::erase_if(passages, [](const Passage& passage) {
    return weight_of(passage.section) == 0;
  });
  std::vector<std::string> words = keywords;
  words.push_back("`" + std::string{scene} + "`");
  std::erase(words, "");
  std::vector<int> scores(passages.size());
  for (const std::string& word : words) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < passages.size(); ++i)
      if (passages[i].text.find(word) != std::string::npos) found.push_back(i);
    // A word that stands everywhere leads nowhere; that of the scene leads to all of
    // its questions.
    const int weight = word.front() == '`' ? rarest / 4 : rarest;
    for (const std::size_t i : found)
      scores[i] += weight / static_cast<int>(found.size());
  }
  std::size_t best = 0;
  for (std::size_t i = 0; i < passages.size(); ++i) {
    if (scores[i] > 0) scores[i] += weight_of(passages[i].section);
    if (scores[i] > scores[best]) best = i;
  }
  if (passages.empty() || scores[best] == 0) return {};
  if (scores[best] < distinct) return "Why";
  const std::string title = title_of(passages[best]);
  return passages[best].section + (title.empty() ? "" : ": " + title);
}

}  // namespace predict
