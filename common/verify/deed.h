// What a program does, whatever calls it makes for it; and a fact of the trace,
// that may meet a line of an expectation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/trace/trace.h"

namespace verify {

struct Deed {
  enum class Kind { connects, sends_data, ends_sending, closes, reads };
  Kind kind = Kind::connects;
  trace::Host host = trace::Host::client;
  int connection = 0;                 // 0: not known
  std::optional<std::string> data{};  // the first bytes that it sends, if told
  bool cut = false;                   // there are more of them
  // A segment of a program whose calls do not tell their data: it answers the
  // question what is sent, and not how often.
  bool data_alone = false;
  long long result = 0;  // of reads
  std::string error{};
};

// An event, or (where there is a deed) what a program does by it.
struct Fact {
  const trace::Event* event = nullptr;
  std::string call{};  // of a call and of a return: "recv(client, buffer)"
  int connection = 0;  // of a call and of a return; 0: not known
  std::optional<Deed> deed{};
};

// A fact in the words of an expectation: "client sends FIN ACK".
std::string in_words(const trace::Event& event);
std::string in_words(const Fact& fact);

}  // namespace verify
