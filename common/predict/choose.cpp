// Which questions are asked in a scene, and in which order the answers stand.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "common/predict/question.h"

namespace predict {
namespace {

// Of ten times a question's weight.
constexpr int repeated = 50;    // a question that was asked before loses that,
constexpr int of_its_kind = 4;  // and for each of its kind, that

constexpr int least_weight = 3;    // what surprises less is left out,
constexpr std::size_t enough = 3;  // if there are so many others

// FNV-1a: the same on each machine.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

void shuffle(Question& question, std::string_view scene, std::size_t nth) {
  std::uint64_t seed = hash_of(std::string{scene} + ":" + std::to_string(nth) +
                               ":" + question.text);
  for (std::size_t left = question.answers.size(); left > 1; --left) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    const std::size_t other = (seed >> 33U) % left;
    std::swap(question.answers[left - 1], question.answers[other]);
    if (question.right == other)
      question.right = left - 1;
    else if (question.right == left - 1)
      question.right = other;
  }
}

// Two that are one and the same to who has answered the first.
std::string key_of(const Question& question) {
  std::string right = question.answers[question.right];
  if (right.ends_with(" (bytes)")) right = "bytes";  // however many
  return std::string{name(question.kind)} + ":" + question.about + ":" + right;
}

}  // namespace

std::vector<Asked> choose(const std::vector<Part>& parts,
                          std::string_view scene) {
  std::vector<std::vector<Question>> all;
  Memory memory;
  for (const Part& part : parts) {
    all.push_back(questions(part, memory));
    for (const trace::Moment& moment : part.moments) memory.take(moment);
    for (const Line& line : part.lines) memory.take(line);
  }
  std::map<std::string, int> asked;
  std::map<Kind, int> kinds;  // rather another kind than one more of the same
  std::vector<Asked> chosen;
  while (chosen.size() < most_questions) {
    const Question* best = nullptr;
    std::size_t best_part = 0;
    int best_weight = 0;
    const int least = chosen.size() < enough ? 1 : least_weight;
    for (std::size_t part = 0; part < all.size(); ++part)
      for (const Question& question : all[part]) {
        const int weight = 10 * question.weight -
                           repeated * asked[key_of(question)] -
                           of_its_kind * kinds[question.kind];
        if (question.weight < least || weight <= best_weight) continue;
        best = &question;
        best_part = part;
        best_weight = weight;
      }
    if (best == nullptr) break;
    ++asked[key_of(*best)];
    ++kinds[best->kind];
    chosen.push_back({best_part, *best});
    all[best_part].clear();
  }
  std::sort(chosen.begin(), chosen.end(),
            [](const Asked& one, const Asked& other) {
              return one.part < other.part;
            });
  for (std::size_t i = 0; i < chosen.size(); ++i)
    shuffle(chosen[i].question, scene, i);
  return chosen;
}

}  // namespace predict
