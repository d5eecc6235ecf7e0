// Questions asked one by one: keys in, text out. It has no keyboard and no screen.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/predict/part.h"
#include "common/predict/question.h"

namespace predict {

// A scene that was played, and what is asked about it.
struct Quiz {
  std::string scene{};
  std::string title{};
  std::string guide{};                  // "labs/05_shutdown_vs_close/README.md"
  std::vector<std::string> sections{};  // of the guide, one for each question
  std::vector<Part> parts{};
  std::vector<Asked> asked{};

  // Of the guide, and the section that explains that question; empty: no guide.
  [[nodiscard]] std::string place(std::size_t question) const;
};

// `guide_text`: what stands in the guide; empty if there is none.
Quiz make_quiz(std::vector<Part> parts, std::string scene, std::string title,
               std::string guide, std::string_view guide_text);

// The escape sequences of a terminal; all empty: none.
struct Paint {
  std::string_view bold{}, dim{}, good{}, bad{}, plain{};
};

class Session {
 public:
  // `columns`: the width of the text, 80 at the most.
  Session(const Quiz& quiz, Paint paint, std::size_t columns);

  // What is printed before the first key, and behind each. When it is done, no key
  // is wanted any more.
  std::string begin();
  std::string press(char key);
  std::string end_of_keys();
  [[nodiscard]] bool done() const { return done_; }
  // By q, or because the keys came to an end.
  [[nodiscard]] bool ended_early() const { return ended_early_; }

  [[nodiscard]] std::size_t right() const { return right_; }

 private:
  enum class How { right, wrong, skipped };

  std::string go_on();
  std::string ask();
  std::string answer(How how);
  std::string score();
  [[nodiscard]] std::string shown(const Part& part, bool asked) const;
  [[nodiscard]] std::string wrapped(std::string_view text,
                                    std::size_t indent) const;

  const Quiz& quiz_;
  Paint paint_;
  std::size_t columns_;
  std::size_t part_ = 0;      // the next to be shown
  std::size_t question_ = 0;  // the next to be asked
  std::size_t right_ = 0;
  std::vector<How> answers_{};
  bool answered_now_ = false;  // the last key was an answer
  bool done_ = false;
  bool ended_early_ = false;
};

// The answers, one below the other: "  1  FIN".
std::string answer_lines(const Question& question, std::size_t columns);

// Text in lines of at most so many columns, each with that many blanks before it.
std::string paragraph(std::string_view text, std::size_t indent,
                      std::size_t columns);

}  // namespace predict
