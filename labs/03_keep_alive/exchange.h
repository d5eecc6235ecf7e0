// One request and its answer, on a connection that http_client may have used
// before: what tells that the server has closed it, and whether it may be kept.
#pragma once

#include <sys/socket.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>

#include "common/http/persistence.h"
#include "common/http/response_parser.h"
#include "common/http/write.h"
#include "common/narrate/narrate.h"
#include "common/socket/fd.h"

// Whether nothing lies there to be read. What arrives while no request waits is
// no answer: RFC 9112, 9.2. Here it may also be the server's FIN.
inline bool is_quiet(const Fd& fd) {
  char byte = 0;
  const ssize_t n = CALL(::recv(fd.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT));
  if (n > 0) say("the server has spoken unasked");
  return n == -1 && errno == EAGAIN;
}

// What has arrived of the answer. Any number of interim responses may come
// before it.
inline http::ResponseParser::Result next_answer(http::ResponseParser& parser,
                                                const std::string& method) {
  auto next = parser.next(method);
  while (const auto* response = std::get_if<http::Response>(&next)) {
    if (response->status == 101)
      return http::Refusal{101, "101, and no Upgrade was asked for"};
    if (!http::is_interim(*response)) break;
    say(std::to_string(response->status) + " " + response->reason +
        ": the answer is still to come");
    next = parser.next(method);
  }
  return next;
}

struct Traffic {
  std::size_t sent = 0;  // bytes
  std::size_t received = 0;
};

struct Answer {
  http::Response response;
  bool kept;  // the connection may be used for another request
};

// Sends the request and waits for its answer. Nothing if the connection ended,
// or was reset, before the answer began: the server may have closed it at the
// moment when we sent. Throws if the answer is malformed, or cut short.
inline std::optional<Answer> exchange(const Fd& fd,
                                      const http::Request& request,
                                      Traffic& count) {
  if (!is_quiet(fd)) return std::nullopt;
  const std::string bytes = http::to_bytes(request);
  if (CALL(::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL)) == -1)
    return std::nullopt;
  count.sent += bytes.size();
  http::ResponseParser parser;
  while (true) {
    std::array<char, 16384> buffer{};
    const ssize_t n = CALL(::recv(fd.get(), buffer.data(), buffer.size(), 0));
    if (n == -1 && !parser.in_the_middle()) return std::nullopt;
    must(n, "recv(fd, buffer, size, 0)");
    if (n == 0) parser.end();
    count.received += static_cast<std::size_t>(n);
    parser.add({buffer.data(), static_cast<std::size_t>(n)});
    auto next = next_answer(parser, request.method);
    if (const auto* refusal = std::get_if<http::Refusal>(&next))
      throw std::runtime_error{"the server's answer: " + refusal->reason};
    if (std::holds_alternative<http::CutShort>(next))
      throw std::runtime_error{"the connection ended within the answer"};
    if (auto* response = std::get_if<http::Response>(&next)) {
      if (parser.in_the_middle())
        say("behind the answer comes what none asked");
      // RFC 9112, 9.6: no request follows a "close", whoever has said it.
      const bool kept = !parser.in_the_middle() && http::stays_open(request) &&
                        http::stays_open(*response, request.method);
      return Answer{std::move(*response), kept};
    }
    if (n == 0) return std::nullopt;
  }
}
