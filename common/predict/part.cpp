#include "common/predict/part.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace predict {
namespace {

constexpr std::size_t most_moments = 100'000;  // of a scene's part

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& words,
               std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The engine waits until all that such a line has caused was told.
constexpr std::array<std::string_view, 12> settling = {
    "go_on", "blocks", "interrupt", "exits",    "finish", "listens",
    "stop",  "states", "unread",    "counters", "timer",  "yours"};

constexpr std::array<std::string_view, 6> looking = {
    "states", "unread", "timer", "counters", "printed", "sockets"};

}  // namespace

bool only_looks(std::string_view verb) {
  return is_one_of(looking, verb);
}

Wording wording(const std::vector<std::string>& arguments) {
  Wording words{.text = arguments.at(0),
                .answers = {arguments.begin() + 1, arguments.end()}};
  auto& answers = words.answers;
  if (answers.size() > 2 && answers[answers.size() - 2] == "because") {
    words.reason = answers.back();
    answers.resize(answers.size() - 2);
  }
  return words;
}

bool tells_nothing(const Line& line) {
  static constexpr std::array<std::string_view, 9> plain = {
      "start", "wire",      "tune",  "run_on",  "websocket",
      "tls",   "interrupt", "types", "run_free"};
  return is_one_of(plain, line.verb);
}

void Rehearsal::name_frames(std::optional<trace::Frames> frames) {
  reader_ = trace::TraceReader{std::move(frames)};
}

void Rehearsal::begin(Line line) {
  if (parts_.back().settled && !only_looks(line.verb)) parts_.emplace_back();
  Part& part = parts_.back();
  if (is_one_of(settling, line.verb)) part.settled = true;
  part.lines.push_back(std::move(line));
}

void Rehearsal::take(std::string_view json) {
  auto read = reader_.read(json);
  auto* moment = std::get_if<trace::Moment>(&read);
  if (moment != nullptr && parts_.back().moments.size() < most_moments)
    parts_.back().moments.push_back(std::move(*moment));
}

void Rehearsal::show(std::string_view text) {
  parts_.back().shown += text;
}

}  // namespace predict
