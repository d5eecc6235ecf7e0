// Any text as a scene that was played: what is asked about it has different answers,
// one of which is right; a session takes any keys, and comes to its end.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <sstream>
#include <string>

#include "common/predict/sheet.h"
#include "tests/plays.h"

namespace {

void demand(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string bytes{reinterpret_cast<const char*>(data), size};
  std::istringstream file{bytes};
  auto rehearsal = read_play(file);
  const predict::Quiz quiz =
      predict::make_quiz(rehearsal.parts(), "scene", "title", "guide", bytes);
  demand(quiz.asked.size() <= predict::most_questions);
  demand(quiz.sections.size() == quiz.asked.size());
  demand(!predict::quiz_text(quiz, false).empty());
  for (const auto& [part, question] : quiz.asked) {
    demand(part < quiz.parts.size());
    demand(question.right < question.answers.size());
    demand(question.answers.size() >= 2);
    demand(question.open <= quiz.parts[part].moments.size());
    demand(
        std::set<std::string>(question.answers.begin(), question.answers.end())
            .size() == question.answers.size());
  }
  demand(!predict::quiz_html(quiz).empty());
  demand(!predict::answers_html(quiz).empty());
  predict::Session session{quiz, {}, 80};
  session.begin();
  for (const char key : bytes) session.press(key);
  session.end_of_keys();
  demand(session.done());
  demand(session.right() <= quiz.asked.size());
  return 0;
}
