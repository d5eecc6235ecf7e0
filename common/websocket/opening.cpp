#include "common/websocket/opening.h"

#include <utility>

#include "common/http/write.h"

namespace websocket {
namespace {

// Whether another answer follows. After 101 none does.
bool is_interim(const http::ResponseParser::Result& result) {
  const auto* response = std::get_if<http::Response>(&result);
  return response != nullptr && response->status < 200 &&
         response->status != 101;
}

}  // namespace

ServerOpening::Result ServerOpening::read(Bytes input, Output& output) {
  parser_.add(text_of(input));
  const auto next = parser_.next();
  if (std::holds_alternative<http::NeedsMore>(next)) return NeedsMore{};
  const auto* request = std::get_if<http::Request>(&next);
  const Opening opening = request != nullptr ? check_opening(*request, terms_)
                                             : std::get<http::Refusal>(next);
  const auto response = opening_response(opening);
  append(output,
         bytes_of(parser_.wants_head_alone() ? http::head_to_bytes(response)
                                             : http::to_bytes(response)));
  if (const auto* accepted = std::get_if<Accepted>(&opening)) {
    return Opened{accepted->subprotocol, parser_.take_rest()};
  }
  return std::get<http::Refusal>(opening);
}

ClientOpening::ClientOpening(std::string_view host, std::string_view target,
                             std::vector<std::string> subprotocols,
                             Output& output)
    : subprotocols_{std::move(subprotocols)} {
  const auto request = opening_request(host, target, key_, subprotocols_);
  append(output, bytes_of(http::to_bytes(request)));
}

ClientOpening::Result ClientOpening::read(Bytes input) {
  parser_.add(text_of(input));
  // As if we had asked with HEAD: behind the head of a 101 come frames, and
  // the body of a refusal is not waited for.
  auto next = parser_.next("HEAD");
  while (is_interim(next)) next = parser_.next("HEAD");
  if (const auto* refusal = std::get_if<http::Refusal>(&next)) return *refusal;
  const auto* response = std::get_if<http::Response>(&next);
  if (response == nullptr) return NeedsMore{};
  if (const auto wrong = check_answer(*response, key_, subprotocols_)) {
    return http::Refusal{response->status, *wrong};
  }
  const auto subprotocol =
      http::find(response->headers, "Sec-WebSocket-Protocol");
  return Opened{std::string{subprotocol.value_or("")}, parser_.take_rest()};
}

}  // namespace websocket
