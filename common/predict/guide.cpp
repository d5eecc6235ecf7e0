#include "common/predict/guide.h"

#include <sstream>

namespace predict {
namespace {

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
  const std::string quoted = "`" + std::string{scene} + "`";
  std::string best;
  int most = 0;
  for (const Passage& passage : passages_of(guide)) {
    const int weight = weight_of(passage.section);
    if (weight == 0) continue;
    int score = 0;
    for (const std::string& keyword : keywords)
      if (!keyword.empty() && passage.text.find(keyword) != std::string::npos)
        score += 4;
    if (passage.text.find(quoted) != std::string::npos) score += 5;
    if (score == 0) continue;
    score += weight;
    if (score <= most) continue;
    most = score;
    best = passage.section;
    if (const std::string title = title_of(passage); !title.empty())
      best += ": " + title;
  }
  return best;
}

}  // namespace predict
