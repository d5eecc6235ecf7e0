#include "common/verify/deed.h"

#include <cstddef>
#include <cstdio>
#include <string>
#include <variant>

#include "common/trace/frames.h"

namespace verify {
namespace {

// As an expectation quotes them: printable, the rest as \xHH.
std::string quoted(std::string_view data) {
  constexpr std::size_t most = 24;
  std::string text = "\"";
  for (const char c : data.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r') {
      text += "\\r";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '"' || c == '\\') {
      (text += '\\') += c;
    } else if (byte < 0x20 || byte > 0x7e) {
      constexpr std::string_view digits = "0123456789abcdef";
      ((text += "\\x") += digits[byte / 16]) += digits[byte % 16];
    } else {
      text += c;
    }
  }
  return text + '"';
}

std::string in_words(const Deed& deed) {
  const std::string host{name(deed.host)};
  switch (deed.kind) {
    case Deed::Kind::connects:
      return host + " connects";
    case Deed::Kind::sends_data:
      return host + " sends data" + (deed.data ? " " + quoted(*deed.data) : "");
    case Deed::Kind::ends_sending:
      return host + " ends sending";
    case Deed::Kind::closes:
      return host + " closes";
    case Deed::Kind::reads:
      break;
  }
  return host + " reads " +
         (deed.result < 0    ? deed.error
          : deed.result == 0 ? "end"
                             : std::to_string(deed.result) + " bytes");
}

}  // namespace

std::string in_words(const trace::Event& event) {
  struct {
    std::string operator()(const trace::Version& e) const {
      return "# version " + std::to_string(e.version) + " of the trace";
    }
    std::string operator()(const trace::Call& e) const {
      return std::string{name(e.host)} + " call " + e.text;
    }
    std::string operator()(const trace::Return& e) const {
      return std::string{name(e.host)} +
             " return = " + std::to_string(e.result) +
             (e.error.empty() ? "" : " " + e.error);
    }
    std::string operator()(const trace::Segment& e) const {
      const bool again = e.kind == trace::SegmentKind::retransmission;
      std::string text{name(e.from)};
      text += again ? " retransmits" : " sends";
      for (const auto& [flag, word] : packet::flag_names)
        if (flag != packet::PSH && has(e, flag)) (text += " ") += word;
      if (e.length > 0) text += " DATA " + std::to_string(e.length);
      if (!e.frames.empty())
        text += " " + trace::in_brackets(e.frames, e.frames.size());
      if (!again && e.kind != trace::SegmentKind::ordinary)
        (text += " ") += name(e.kind);
      if (e.fate != trace::Fate::delivered)
        text += " " + std::string{name(e.fate)};
      return text;
    }
    std::string operator()(const trace::OtherPacket& e) const {
      const std::string text =
          e.protocol == "UDP" ? e.text.substr(e.text.find(' ') + 1) : e.text;
      return std::string{name(e.from)} + " sends " + e.protocol + " " + text +
             (e.fate == trace::Fate::delivered
                  ? ""
                  : " " + std::string{name(e.fate)});
    }
    std::string operator()(const trace::Arrival& e) const {
      return "segment " + std::to_string(e.id) +
             (e.dropped ? " is dropped" : " arrives");
    }
    std::string operator()(const trace::State& e) const {
      return std::string{name(e.host)} + " state " + e.to;
    }
    std::string operator()(const trace::QueueChange& e) const {
      return "queues of connection " + std::to_string(e.connection);
    }
    std::string operator()(const trace::Note& e) const {
      return "note " + e.text;
    }
    std::string operator()(const trace::Key& e) const {
      return "key " + e.text;
    }
    std::string operator()(const trace::Waiting& e) const {
      return "waits: " + e.text;
    }
    std::string operator()(const trace::Lost& e) const {
      return "lost " + std::to_string(e.count);
    }
  } words;
  return std::visit(words, event);
}

std::string in_words(const Fact& fact) {
  if (fact.deed) return in_words(*fact.deed);
  std::string words = in_words(*fact.event);
  if (std::holds_alternative<trace::Return>(*fact.event))
    words.insert(words.find(" ="),
                 " " + fact.call.substr(0, fact.call.find('(')));
  return words;
}

}  // namespace verify
