// The chat of chat_server: who is here, and who hears what. Bytes in, bytes
// out: the sockets and the clock are the server's.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/http/request_parser.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/text/columns.h"
#include "common/websocket/connection.h"
#include "common/websocket/handshake.h"
#include "labs/14_websocket_frames/chat_page.h"

namespace chat {

inline constexpr std::size_t longest_name = 32;  // in bytes
inline constexpr websocket::Limits limits{.frame_bytes = 4096,
                                          .message_bytes = 4096};

inline constexpr std::size_t shown = 60;  // of a text, where the server says it

// Among more than these, nobody is told who comes and goes: n members that come
// would cost n * n messages.
inline constexpr std::size_t crowd = 50;

enum class Stage : std::uint8_t { opening, present, ending };

struct Member {
  Stage stage = Stage::opening;
  std::string name{};
  std::unique_ptr<http::RequestParser> request =
      std::make_unique<http::RequestParser>(http::Limits{.body_bytes = 0});
  websocket::Connection websocket{websocket::Role::server, limits};
  websocket::Output unsent{};
  int missed = 0;  // texts, since it last had room
};

// The page for a plain GET; 101 for one that opens a WebSocket. For that one, a
// browser says which site its page is from. It must be ours, or the pages of
// any site could speak for those who visit them. RFC 6455, 10.2.
inline http::Response answer(const http::Request& request) {
  if (request.method != "GET" || http::find(request.headers, "Upgrade")) {
    const std::string host{http::find(request.headers, "Host").value_or("")};
    return websocket::opening_response(websocket::check_opening(
        request, {.origins = {"http://" + host, "https://" + host}}));
  }
  const bool found = request.target == "/";
  const int status = found ? 200 : 404;
  return {.status = status,
          .reason = http::reason_phrase(status),
          .headers = {{"Date", http::date()},
                      {"Connection", "close"},
                      {"Content-Type", "text/html; charset=utf-8"}},
          .body = std::string{found ? page : "The chat is at /\n"}};
}

class Room {
 public:
  // Who has more unsent than that is told no more, until it has read.
  explicit Room(std::size_t most_unsent) : most_unsent_{most_unsent} {}

  // What a member has sent, request and frames; it is unmasked where it lies.
  void read(Member& m, std::span<std::byte> input) {
    if (m.stage == Stage::opening) {
      open(m, websocket::text_of(input));
    } else {
      hear(m, input);
    }
  }

  // We end it. The Close goes behind what is unsent.
  void dismiss(Member& m, websocket::CloseCode code, std::string_view reason) {
    if (m.stage != Stage::present) return;
    m.websocket.close(code, reason, m.unsent);
    leave(m, code, reason);
  }

  // The server ends: all are dismissed, and nobody is told of the others.
  void close() {
    for (Member* m : std::exchange(present_, {})) {
      m->websocket.close(websocket::close_code::going_away, "goodbye",
                         m->unsent);
      m->stage = Stage::ending;
    }
  }

  // Whether there is something unsent for all, since this was asked.
  bool has_told_all() { return std::exchange(told_all_, false); }

  // TCP has ended, or should have.
  void lose(Member& m) { leave(m, websocket::close_code::no_close, ""); }

 private:
  void open(Member& m, std::string_view input) {
    m.request->add(input);
    const auto result = m.request->next();
    if (std::holds_alternative<http::NeedsMore>(result)) return;
    const auto* request = std::get_if<http::Request>(&result);
    const http::Response response =
        request != nullptr
            ? answer(*request)
            : websocket::opening_response(std::get<http::Refusal>(result));
    websocket::append(m.unsent,
                      websocket::bytes_of(m.request->wants_head_alone()
                                              ? http::head_to_bytes(response)
                                              : http::to_bytes(response)));
    // The first frames may have come together with the request.
    std::string rest = m.request->take_rest();
    m.request.reset();
    if (response.status == 101) {
      join(m);
      hear(m, std::as_writable_bytes(std::span{rest}));
    } else {
      m.websocket.end();
      m.stage = Stage::ending;
    }
  }

  void join(Member& m) {
    m.name = "guest " + std::to_string(++guests_);
    announce("* " + m.name + " is here");
    m.stage = Stage::present;
    present_.push_back(&m);
    tell(m, "* welcome, " + m.name + ", one of " +
                std::to_string(present_.size()) + ". /name ann makes you ann");
  }

  void hear(Member& m, std::span<std::byte> input) {
    while (true) {
      const websocket::Event event = m.websocket.next(input, m.unsent);
      if (std::holds_alternative<websocket::NeedsMore>(event)) return;
      if (const auto* message = std::get_if<websocket::Message>(&event)) {
        pass_on(m, *message);
      } else if (const auto* closed = std::get_if<websocket::Closed>(&event)) {
        leave(m, closed->code, closed->reason);
      } else if (const auto* broken = std::get_if<websocket::Failure>(&event)) {
        leave(m, broken->rule.code, broken->rule.name);
      }
    }
  }

  void pass_on(Member& m, const websocket::Message& message) {
    if (m.stage != Stage::present) return;
    if (message.kind == websocket::Opcode::binary)
      return dismiss(m, websocket::close_code::unsupported_data, "only text");
    const std::string_view text = websocket::text_of(message.payload);
    constexpr std::string_view command = "/name ";
    if (!text.starts_with(command)) {
      tell_all(m.name + ": " + std::string{text});
    } else if (text.size() > command.size() + longest_name) {
      tell(m, "* that name is too long");
    } else {
      const std::string name{text.substr(command.size())};
      announce("* " + m.name + " is " + name + " now");
      m.name = name;
    }
  }

  void leave(Member& m, websocket::CloseCode code, std::string_view reason) {
    if (m.stage != Stage::present) return;
    m.stage = Stage::ending;
    std::erase(present_, &m);
    const std::string why{reason.empty() ? reason : " "};
    announce("* " + m.name + " has left: " + std::to_string(code) + why +
             std::string{reason});
  }

  void announce(const std::string& text) {
    if (present_.size() < crowd) return tell_all(text);
    say(text::printable(text, shown));
  }

  void tell_all(const std::string& text) {
    say(text::printable(text, shown));
    for (Member* m : present_) tell(*m, text);
    told_all_ = true;
  }

  void tell(Member& m, const std::string& text) const {
    if (m.unsent.size() > most_unsent_) {
      ++m.missed;
      return;
    }
    if (const int missed = std::exchange(m.missed, 0); missed > 0)
      tell(m, "* " + std::to_string(missed) + " missed: you did not read");
    m.websocket.send(websocket::Opcode::text, websocket::bytes_of(text),
                     m.unsent);
  }

  std::size_t most_unsent_;
  std::vector<Member*> present_{};
  int guests_ = 0;  // that there ever were
  bool told_all_ = false;
};

}  // namespace chat
