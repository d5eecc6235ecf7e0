// What websocket_client does with a line that was typed.
#pragma once

#include <stdexcept>
#include <string>

#include "common/narrate/narrate.h"
#include "common/text/utf8.h"
#include "common/websocket/connection.h"

// "4000 why": a Close with that code and that reason.
inline void close_with(const std::string& code_and_reason,
                       websocket::Connection& websocket,
                       websocket::Output& output) try {
  std::size_t end = 0;
  const int code = std::stoi(code_and_reason, &end);
  if (code < 0 || code > 0xffff) throw std::out_of_range{"no close code"};
  std::string reason = code_and_reason.substr(end);
  if (reason.starts_with(' ')) reason.erase(0, 1);
  websocket.close(static_cast<websocket::CloseCode>(code), reason, output);
} catch (const std::logic_error& wrong) {
  say("not sent: " + std::string{wrong.what()});
}

// A text, or what one of three commands says. Puts the frame into `output`; says
// why if there is none.
inline void obey(const std::string& line, websocket::Connection& websocket,
                 websocket::Output& output) {
  if (line == "/ping") {
    websocket.ping({}, output);
  } else if (line == "/close") {
    websocket.close(output);
  } else if (line.starts_with("/close ")) {
    close_with(line.substr(7), websocket, output);
  } else if (text::is_utf8(websocket::bytes_of(line))) {
    websocket.send(websocket::Opcode::text, websocket::bytes_of(line), output);
  } else {
    say("not sent: a text must be UTF-8");
  }
}
