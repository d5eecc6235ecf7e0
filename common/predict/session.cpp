#include "common/predict/session.h"

#include <algorithm>
#include <utility>

#include "common/predict/guide.h"
#include "common/text/columns.h"

namespace predict {
namespace {

constexpr std::size_t widest = 80;
constexpr std::string_view keys =
    "1-4 (or a-d) answers, ? gives a hint, s skips, q ends.";

std::string count(std::size_t number, std::string_view what) {
  return std::to_string(number) + " " + std::string{what} +
         (number == 1 ? "" : "s");
}

}  // namespace

Quiz make_quiz(std::vector<Part> parts, std::string scene, std::string title,
               std::string guide, std::string_view guide_text) {
  Quiz quiz{.scene = std::move(scene),
            .title = std::move(title),
            .guide = std::move(guide),
            .parts = std::move(parts)};
  quiz.asked = choose(quiz.parts, quiz.scene);
  for (const Asked& one : quiz.asked)
    quiz.sections.push_back(
        section_about(guide_text, quiz.scene, one.question.keywords));
  return quiz;
}

std::string Quiz::place(std::size_t question) const {
  if (guide.empty()) return {};
  const std::string& section = sections[question];
  return guide + (section.empty() ? "" : ", \"" + section + "\"");
}

std::string paragraph(std::string_view text, std::size_t indent,
                      std::size_t columns) {
  std::string lines;
  for (const std::string& line :
       text::wrap(text::clean(text), columns - indent))
    lines += std::string(indent, ' ') + line + "\n";
  return lines;
}

std::string answer_lines(const Question& question, std::size_t columns) {
  constexpr std::size_t indent = 8;
  std::string lines;
  for (std::size_t i = 0; i < question.answers.size(); ++i) {
    std::string text = paragraph(question.answers[i], indent, columns);
    text[indent - 3] = static_cast<char>('1' + i);
    lines += text;
  }
  return lines;
}

Session::Session(const Quiz& quiz, Paint paint, std::size_t columns)
    : quiz_{quiz}, paint_{paint}, columns_{std::min(columns, widest)} {}

std::string Session::wrapped(std::string_view text, std::size_t indent) const {
  return paragraph(text, indent, columns_);
}

std::string Session::begin() {
  std::string text;
  if (quiz_.asked.empty()) {
    text = wrapped("Nothing is asked about this scene here.", 0) + "\n";
  } else {
    text.append(paint_.dim);
    text += wrapped("The scene was played unseen. " +
                        count(quiz_.asked.size(), "question") +
                        ": what happens? " + std::string{keys},
                    0);
    text.append(paint_.plain) += "\n";
  }
  return text + go_on();
}

// A part as it came about, below its lines of the play: those that were not shown
// with its question.
std::string Session::shown(const Part& part, bool asked) const {
  std::string text;
  for (const Line& line : part.lines)
    if (!line.text.empty() && line.verb != "say" && line.verb != "ask" &&
        line.verb != "scene" && !(asked && tells_nothing(line)))
      text.append(paint_.dim)
          .append("> " + text::clean(line.text))
          .append(paint_.plain) += "\n";
  return text + part.shown;
}

// Shows what nothing is asked about; then asks.
std::string Session::go_on() {
  std::string text;
  const std::size_t next = question_ < quiz_.asked.size()
                               ? quiz_.asked[question_].part
                               : quiz_.parts.size();
  for (; part_ < next; ++part_) text += shown(quiz_.parts[part_], false);
  return text + (question_ < quiz_.asked.size() ? ask() : score());
}

std::string Session::ask() {
  const Asked& asked = quiz_.asked[question_];
  std::string text = "\n";
  for (const Line& line : quiz_.parts[asked.part].lines)
    if (tells_nothing(line) && !line.text.empty())
      text.append(paint_.dim)
          .append("> " + text::clean(line.text))
          .append(paint_.plain) += "\n";
  text.append(paint_.bold);
  text += wrapped("Question " + std::to_string(question_ + 1) + " of " +
                      std::to_string(quiz_.asked.size()) + ": " +
                      asked.question.text,
                  0);
  text.append(paint_.plain);
  return text + answer_lines(asked.question, columns_);
}

std::string Session::press(char key) {
  if (done_) return {};
  const bool is_blank = key == '\n' || key == '\r' || key == ' ';
  if (is_blank && std::exchange(answered_now_, false)) return {};
  answered_now_ = false;
  const Question& question = quiz_.asked[question_].question;
  const auto number =
      static_cast<std::size_t>(key >= '1' && key <= '9'   ? key - '1'
                               : key >= 'a' && key <= 'd' ? key - 'a'
                               : key >= 'A' && key <= 'D' ? key - 'A'
                                                          : 100);
  if (number < question.answers.size())
    return answer(number == question.right ? How::right : How::wrong);
  switch (key) {
    case 's':
    case 'S':
      return answer(How::skipped);
    case 'q':
    case 'Q':
    case '\x04':  // Ctrl-D in a terminal that gives each key at once
      return end_of_keys();
    case '?': {
      std::string hint = "Hint: " + question.hint;
      if (!quiz_.guide.empty())
        hint += " The guide: " + quiz_.place(question_) + ".";
      return wrapped(hint, 2);
    }
    default:
      break;
  }
  const auto last = static_cast<char>('0' + question.answers.size());
  const auto letter = static_cast<char>('a' + question.answers.size() - 1);
  return wrapped("The keys: 1-" + std::string{last} + " or a-" +
                     std::string{letter} +
                     " answers, ? gives a hint, s skips, q ends.",
                 2);
}

std::string Session::answer(How how) {
  const Question& question = quiz_.asked[question_].question;
  const std::string& right = question.answers[question.right];
  answers_.push_back(how);
  answered_now_ = true;
  std::string text;
  if (how == How::right) {
    ++right_;
    text.append(paint_.good) += "  Yes: ";
  } else {
    text.append(how == How::wrong ? paint_.bad : paint_.bold) +=
        how == How::wrong ? "  No: " : "  Skipped: ";
  }
  text += text::clean(right);
  text.append(paint_.plain) += ".\n";
  if (!question.reason.empty())
    text += wrapped(question.reason, 2);
  else if (const std::string place = quiz_.place(question_); !place.empty())
    text += wrapped("Why: see " + place + ".", 2);
  text += "\n" + shown(quiz_.parts[part_], true);
  ++part_;
  ++question_;
  return text + go_on();
}

std::string Session::end_of_keys() {
  if (done_) return {};
  ended_early_ = true;
  return score();
}

// How many were right, and where the guide explains the others.
std::string Session::score() {
  done_ = true;
  if (quiz_.asked.empty()) return "\n" + wrapped(quiz_.title, 0);
  const std::size_t all = quiz_.asked.size();
  const std::size_t left = all - answers_.size();
  std::string text = "\n";
  if (!quiz_.title.empty() && !ended_early_)
    text += wrapped(quiz_.scene + ": " + quiz_.title, 0);
  text.append(paint_.bold) +=
      std::to_string(right_) + " of " + std::to_string(answers_.size());
  text.append(paint_.plain) +=
      left > 0 ? "; " + std::to_string(left) + " not answered\n" : "\n";
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    if (answers_[i] == How::right) continue;
    const Question& question = quiz_.asked[i].question;
    text += wrapped(
        std::string{answers_[i] == How::wrong ? "missed " : "skipped "} +
            std::to_string(i + 1) + ": " + question.text,
        2);
    text += wrapped(question.answers[question.right], 6);
    if (!quiz_.guide.empty()) text += wrapped("see " + quiz_.place(i), 6);
  }
  return text;
}

}  // namespace predict
