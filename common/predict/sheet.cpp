#include "common/predict/sheet.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <variant>

#include "common/ladder/rows.h"
#include "common/ladder/shapes.h"
#include "common/ladder/text.h"
#include "common/text/columns.h"

namespace predict {
namespace {

constexpr std::size_t width = 80;

// A piece of the sheet: of the ladder, or a question.
struct Piece {
  std::string ladder{};
  int number = 0;  // of the question; 0: none
  const Question* question = nullptr;
};

// Neither a state nor a word of the play: they say what is asked.
bool may_be_seen(const ladder::Row& row) {
  if (std::holds_alternative<ladder::StateRow>(row.what)) return false;
  const auto* note = std::get_if<ladder::NoteRow>(&row.what);
  return note == nullptr || note->host;
}

std::vector<Piece> pieces_of(const Quiz& quiz, bool ascii) {
  ladder::Rows rows{ascii ? "..." : "…"};
  const ladder::TextLadder drawing{{.width = width, .ascii = ascii}};
  std::vector<Piece> pieces;
  std::string drawn = drawing.head("");
  const auto draw = [&](std::vector<ladder::Row> ready, bool seen) {
    for (ladder::Row& row : ready) {
      row.states = {};
      if (seen && may_be_seen(row)) drawn += drawing.draw(row);
    }
  };
  std::size_t next = 0;
  for (std::size_t part = 0; part < quiz.parts.size(); ++part) {
    const auto& moments = quiz.parts[part].moments;
    const bool asks = next < quiz.asked.size() && quiz.asked[next].part == part;
    const std::size_t open =
        asks ? quiz.asked[next].question.open : moments.size();
    for (std::size_t i = 0; i < moments.size(); ++i) {
      if (i == open) draw(rows.settle(), true);
      draw(rows.take(moments[i]), i < open);
    }
    draw(rows.settle(), open >= moments.size());
    if (!asks) continue;
    ladder::Row gap{
        .what = ladder::NoteRow{"( " + std::to_string(next + 1) + " )"}};
    drawn += drawing.draw(gap);
    pieces.push_back({std::exchange(drawn, ""), static_cast<int>(next) + 1,
                      &quiz.asked[next].question});
    ++next;
    // What is asked last is the end of the sheet.
    if (next == quiz.asked.size()) break;
  }
  return pieces;
}

// "2 FIN", as the sheet numbers the answers.
std::string right_answer(const Question& question) {
  return std::to_string(question.right + 1) + "  " +
         text::clean(question.answers[question.right]);
}

// escaped() makes one line of what it is given.
std::string escaped_lines(const std::string& lines) {
  std::string text;
  std::istringstream stream{lines};
  for (std::string line; std::getline(stream, line);)
    text += ladder::shapes::escaped(line) + "\n";
  return text;
}

// One self-contained page, black on white, that fits on A4.
std::string page(const std::string& title, const std::string& body) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
         "<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
         title +
         "</title>\n<style>\n"
         "@page { size: A4; margin: 15mm }\n"
         "body { max-width: 180mm; margin: auto; color: #24292f; "
         "background: #fff; font: 11pt/1.4 sans-serif }\n"
         "pre { font: 8.5pt/1.25 monospace; overflow-x: auto; margin: 1em 0 "
         "0.4em }\n"
         "h1 { font-size: 16pt }\n"
         "section { break-inside: avoid }\n"
         "section p { margin: 0.2em 0; font-weight: bold }\n"
         "ol { margin: 0.2em 0 1em }\n"
         "@media print { pre { overflow: visible } }\n"
         "</style>\n</head>\n<body>\n<h1>" +
         title + "</h1>\n" + body + "</body>\n</html>\n";
}

}  // namespace

std::string quiz_text(const Quiz& quiz, bool ascii) {
  std::string text = paragraph(quiz.scene + ": what happens?", 0, width) + "\n";
  if (quiz.asked.empty()) return text + "Nothing is asked about this scene.\n";
  for (const Piece& piece : pieces_of(quiz, ascii)) {
    text += piece.ladder + "\n";
    text += paragraph(
        "( " + std::to_string(piece.number) + " )  " + piece.question->text, 0,
        width);
    text += answer_lines(*piece.question, width) + "\n";
  }
  return text;
}

std::string answers_text(const Quiz& quiz) {
  std::string text = paragraph(quiz.scene + ": the answers", 0, width) + "\n";
  for (std::size_t i = 0; i < quiz.asked.size(); ++i) {
    const Question& question = quiz.asked[i].question;
    text += paragraph("( " + std::to_string(i + 1) + " )  " + question.text, 0,
                      width);
    text += paragraph(right_answer(question), 5, width);
    if (!question.reason.empty()) text += paragraph(question.reason, 8, width);
    if (!quiz.guide.empty())
      text += paragraph("see " + quiz.place(i), 8, width);
    text += "\n";
  }
  return text;
}

std::string quiz_html(const Quiz& quiz) {
  using ladder::shapes::escaped;
  std::string body;
  if (quiz.asked.empty()) body = "<p>Nothing is asked about this scene.</p>\n";
  for (const Piece& piece : pieces_of(quiz, false)) {
    body += "<section>\n<pre>" + escaped_lines(piece.ladder) + "</pre>\n<p>( " +
            std::to_string(piece.number) + " ) " +
            escaped(text::clean(piece.question->text)) + "</p>\n<ol>\n";
    for (const std::string& answer : piece.question->answers)
      body += "<li>" + escaped(text::clean(answer)) + "</li>\n";
    body += "</ol>\n</section>\n";
  }
  return page(escaped(text::clean(quiz.scene)) + ": what happens?", body);
}

std::string answers_html(const Quiz& quiz) {
  using ladder::shapes::escaped;
  std::string body;
  for (std::size_t i = 0; i < quiz.asked.size(); ++i) {
    const Question& question = quiz.asked[i].question;
    body += "<section>\n<p>( " + std::to_string(i + 1) + " ) " +
            escaped(text::clean(question.text)) + "</p>\n<div>" +
            escaped(right_answer(question)) + "</div>\n";
    if (!question.reason.empty())
      body += "<div>" + escaped(question.reason) + "</div>\n";
    if (!quiz.guide.empty())
      body += "<div>see " + escaped(quiz.place(i)) + "</div>\n";
    body += "</section>\n";
  }
  return page(escaped(text::clean(quiz.scene)) + ": the answers", body);
}

}  // namespace predict
