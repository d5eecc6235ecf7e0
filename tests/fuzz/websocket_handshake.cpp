// Any bytes as the opening request to a server, and as its answer to a client.
// What our server accepts, our client takes for accepted.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/request_parser.h"
#include "common/http/response_parser.h"
#include "common/http/write.h"
#include "common/text/base64.h"
#include "common/websocket/handshake.h"

namespace {

void demand(bool condition) {
  if (!condition) std::abort();
}

void check_request(const http::Request& request) {
  const websocket::Terms terms{.subprotocols = {"chat", "news"},
                               .origins = {"http://localhost:7000"}};
  const auto opening = websocket::check_opening(request, terms);
  const http::Response response = websocket::opening_response(opening);
  demand(!http::to_bytes(response).empty());
  const auto* accepted = std::get_if<websocket::Accepted>(&opening);
  demand((accepted != nullptr) == (response.status == 101));
  if (accepted == nullptr) return;
  demand(text::base64_decode(accepted->key)->size() == 16);
  demand(!websocket::check_answer(response, accepted->key, {"news", "chat"}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  http::RequestParser requests;
  requests.add(bytes);
  const auto request = requests.next();
  if (const auto* found = std::get_if<http::Request>(&request))
    check_request(*found);

  http::ResponseParser responses;
  responses.add(bytes);
  const auto response = responses.next("GET");
  if (const auto* found = std::get_if<http::Response>(&response)) {
    const std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";
    const bool right = !websocket::check_answer(*found, key, {"chat"});
    demand(!right || found->status == 101);
  }
  return 0;
}
