// The opening handshake, while its bytes arrive. Lab 13 does it by hand.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/refusal.h"
#include "common/http/request_parser.h"
#include "common/http/response_parser.h"
#include "common/websocket/bytes.h"
#include "common/websocket/event.h"
#include "common/websocket/handshake.h"

namespace websocket {

struct Opened {
  std::string subprotocol;  // empty: none agreed on
  std::string rest;         // what came behind the handshake: the first frames
};

class ServerOpening {
 public:
  explicit ServerOpening(Terms terms = {}) : terms_{std::move(terms)} {}

  // Takes what has come. Once the request is complete, the answer stands at the
  // end of `output`; behind a refusal the connection must be closed.
  using Result = std::variant<NeedsMore, Opened, http::Refusal>;
  Result read(Bytes input, Output& output);

 private:
  Terms terms_;
  http::RequestParser parser_{{.body_bytes = 0}};
};

class ClientOpening {
 public:
  // Puts the request at the end of `output`. `host`: "localhost:7000".
  ClientOpening(std::string_view host, std::string_view target,
                std::vector<std::string> subprotocols, Output& output);

  // Takes what has come. With a Refusal the connection must be closed: the
  // server has refused, or its answer breaks a rule. Interim answers, such as
  // "103 Early Hints", may come before: RFC 9110, 15.2.
  using Result = std::variant<NeedsMore, Opened, http::Refusal>;
  Result read(Bytes input);

 private:
  std::string key_ = random_key();
  std::vector<std::string> subprotocols_;
  http::ResponseParser parser_{};
};

}  // namespace websocket
