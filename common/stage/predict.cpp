// The engine's --predict: a scene is played unseen, as fast as always, and then shown
// in parts, each behind a question about it. Who thinks for long changes nothing: no
// timer of the kernel runs meanwhile.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "common/ladder/terminal.h"
#include "common/predict/sheet.h"
#include "common/stage/engine.h"
#include "common/text/columns.h"

namespace stage {
namespace {

constexpr std::size_t line_width = 78;

std::string text_of(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

// The ladder's colours.
predict::Paint paint() {
  if (!ladder::has_colours()) return {};
  return {.bold = "\x1b[1m",
          .dim = "\x1b[2m",
          .good = "\x1b[38;5;28m",
          .bad = "\x1b[38;5;161m",
          .plain = "\x1b[0m"};
}

}  // namespace

// The scene that begins is unseen. Its title would give much away.
void Engine::rehearse() {
  if (settings_.predict == "ask") show_.title(scene_.name, "what happens?");
  rehearsal_.emplace();
  rehearsal_->take(trace::to_json(trace::Version{}));
  show_.capture([this](std::string_view text) { rehearsal_->show(text); });
}

// With questions between its rows, which are 80 columns wide where there is no
// terminal to ask.
std::optional<std::size_t> Engine::width_of_ladder() const {
  constexpr std::size_t narrow = 80;
  if (!rehearsal_ || ::isatty(STDOUT_FILENO) == 1) return {};
  return narrow;
}

// A line of the play.
void Engine::rehearse(const Word& word) {
  hear_play();
  std::string text = word.verb;
  for (const std::string& argument : word.arguments)
    text += argument.find(' ') == argument.npos ? " " + argument
                                                : " '" + argument + "'";
  rehearsal_->begin(
      {.number = std::atoi(word.line.c_str()),
       .verb = word.verb,
       .arguments = word.arguments,
       .text = text::shorten(text::clean(text), line_width, "...")});
}

// What the play has printed without the engine stands where it was printed.
void Engine::hear_play() {
  std::array<char, 4096> bytes;
  const off_t size = ::lseek(heard_.get(), 0, SEEK_END);
  for (off_t at = 0; at < size;) {
    const ssize_t got = ::pread(heard_.get(), bytes.data(), bytes.size(), at);
    if (got <= 0) break;
    show_.print({bytes.data(), static_cast<std::size_t>(got)});
    at += got;
  }
  // The play shares the offset: it goes on at the beginning.
  ::ftruncate(heard_.get(), 0);
  ::lseek(heard_.get(), 0, SEEK_SET);
}

// The scene is over: it is asked about, or becomes a sheet of paper.
void Engine::end_rehearsal() {
  hear_play();
  predict::Rehearsal played = std::move(*rehearsal_);
  rehearsal_.reset();
  if (!playing_) return show_.release();  // it was skipped
  show_.drop();
  const std::string file =
      settings_.play.substr(0, settings_.play.rfind('/')) + "/README.md";
  const std::string guide = text_of(file);
  const predict::Quiz quiz = predict::make_quiz(
      std::move(played.parts()), scene_.name, scene_.title,
      guide.empty() ? "" : "labs/" + lab_ + "/README.md", guide);
  if (!settings_.save.empty() && settings_.predict != "ask") keep_quiz(quiz);
  if (settings_.predict == "quiz")
    show_.print(predict::quiz_text(quiz, ladder::has_no_utf8()));
  else if (settings_.predict == "answers")
    show_.print(predict::answers_text(quiz));
  else
    ask_questions(quiz);
}

void Engine::ask_questions(const predict::Quiz& quiz) {
  predict::Session session{quiz, paint(), ladder::terminal_columns()};
  show_.print(session.begin());
  while (!session.done()) {
    const auto key = next_key();
    show_.print(key ? session.press(*key) : session.end_of_keys());
  }
  if (session.ended_early()) throw End{quit};
}

// The next key; what is no terminal gives lines, and a line is one key ('\0' if it is
// longer). Nothing: no more will come. A byte at a time: what follows is for the next
// scene, which another engine plays.
std::optional<char> Engine::next_key() {
  const bool terminal = ::isatty(STDIN_FILENO) == 1;
  std::string line;
  while (true) {
    std::array<pollfd, 2> watched = {
        {{STDIN_FILENO, POLLIN, 0}, {signals_.fd(), POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), -1) == -1) continue;
    if (watched[1].revents != 0) serve_signals();
    if (watched[0].revents == 0) continue;
    char byte = 0;
    const ssize_t size = ::read(STDIN_FILENO, &byte, 1);
    if (size == -1 && errno == EINTR) continue;
    if (size == 1 && terminal) return byte;
    if (size <= 0 && line.empty()) return {};
    if (size <= 0 || byte == '\n') break;
    if (byte != ' ' && byte != '\r' && byte != '\t') line += byte;
    constexpr std::size_t longest = 1000;
    if (line.size() > longest) line.resize(2);
  }
  return line.size() == 1 ? line[0] : '\0';
}

// In the folder of --save: the questions, and apart from them the answers.
void Engine::keep_quiz(const predict::Quiz& quiz) {
  const std::array<std::pair<const char*, std::string>, 4> files = {
      {{".quiz.txt", predict::quiz_text(quiz, false)},
       {".quiz.html", predict::quiz_html(quiz)},
       {".answers.txt", predict::answers_text(quiz)},
       {".answers.html", predict::answers_html(quiz)}}};
  for (const auto& [end, text] : files) {
    const std::string path = settings_.save + "/" + scene_.name + end;
    std::ofstream file{path};
    file << text << std::flush;
    if (!file) fail("cannot write " + path);
  }
}

// ask TEXT RIGHT WRONG ... [because REASON]: without --predict it does nothing.
void Engine::ask(const Arguments& arguments) {
  constexpr std::size_t most = 4;
  const auto given = predict::wording(arguments).answers;
  const std::set<std::string> answers{given.begin(), given.end()};
  if (answers.size() != given.size()) fail("ask: two answers are the same");
  if (answers.size() < 2) fail("ask takes a right answer and a wrong one");
  if (answers.size() > most)
    fail("ask takes four answers at the most, not " +
         std::to_string(answers.size()));
}

}  // namespace stage
