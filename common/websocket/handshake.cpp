#include "common/websocket/handshake.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

#include "common/http/syntax.h"
#include "common/http/write.h"
#include "common/text/base64.h"
#include "common/websocket/random.h"
#include "common/websocket/sha1.h"

namespace websocket {
namespace {

using http::Refusal;

constexpr std::size_t key_size = 16;  // in bytes, before Base64
constexpr std::string_view subprotocol_header = "Sec-WebSocket-Protocol";
constexpr std::string_view extension_header = "Sec-WebSocket-Extensions";

// The value of the header that must stand there once: nothing if there is none
// of that name, or more than one.
std::optional<std::string_view> find_only(
    const std::vector<http::Header>& headers, std::string_view name) {
  std::optional<std::string_view> value;
  for (const http::Header& header : headers) {
    if (!http::equal_ignoring_case(header.name, name)) continue;
    if (value) return std::nullopt;
    value = header.value;
  }
  return value;
}

// A path, or a whole URI; never with a fragment. RFC 6455, 3 and 4.2.1.
bool is_resource(std::string_view target) {
  const bool is_uri = target.find("://") != std::string_view::npos;
  return (target.starts_with('/') || is_uri) &&
         target.find('#') == std::string_view::npos;
}

bool is_key(std::string_view text) {
  const auto bytes = text::base64_decode(text);
  return bytes && bytes->size() == key_size;
}

// "name", "name=value" or "name=\"value\"": tokens all of them.
bool is_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return http::is_token(text);
  std::string_view value = http::trim(text.substr(equals + 1));
  if (value.size() > 2 && value.starts_with('"') && value.ends_with('"')) {
    value = value.substr(1, value.size() - 2);
  }
  return http::is_token(http::trim(text.substr(0, equals))) &&
         http::is_token(value);
}

// "name; parameter; parameter". RFC 6455, 9.1.
bool is_extension(std::string_view text) {
  const std::size_t name_end = std::min(text.find(';'), text.size());
  if (!http::is_token(http::trim(text.substr(0, name_end)))) return false;
  for (std::size_t begin = name_end; begin < text.size();) {
    const std::size_t end = std::min(text.find(';', begin + 1), text.size());
    if (!is_parameter(http::trim(text.substr(begin + 1, end - begin - 1)))) {
      return false;
    }
    begin = end;
  }
  return true;
}

// Whether there is no header of that name, or a list of such elements.
bool may_list(const http::Request& request, std::string_view name,
              bool (*is_element)(std::string_view)) {
  const auto listed = http::elements(request.headers, name);
  return std::ranges::all_of(listed, is_element) &&
         !(listed.empty() && http::find(request.headers, name));
}

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

// The client lists what it speaks, the best first. RFC 6455, 4.1, point 10.
std::string choose_subprotocol(const http::Request& request,
                               const Terms& terms) {
  for (const std::string_view asked :
       http::elements(request.headers, subprotocol_header)) {
    if (contains(terms.subprotocols, asked)) return std::string{asked};
  }
  return "";
}

http::Response switching_protocols(const Accepted& accepted) {
  http::Response response{
      .status = 101,
      .reason = http::reason_phrase(101),
      .headers = {{"Upgrade", "websocket"},
                  {"Connection", "Upgrade"},
                  {"Sec-WebSocket-Accept", accept_for(accepted.key)}},
      .body = ""};
  if (!accepted.subprotocol.empty()) {
    response.headers.push_back(
        {std::string{subprotocol_header}, accepted.subprotocol});
  }
  return response;
}

http::Response refuse(const Refusal& refusal) {
  http::Response response{.status = refusal.status,
                          .reason = http::reason_phrase(refusal.status),
                          .headers = {{"Date", http::date()},
                                      {"Connection", "close"},
                                      {"Content-Type", "text/plain"}},
                          .body = refusal.reason + "\n"};
  if (refusal.status == 405) {  // must name what is allowed: RFC 9110, 15.5.6
    response.headers.push_back({"Allow", "GET"});
  }
  if (refusal.status == 426) {  // must name what to use: RFC 9110, 15.5.22
    response.headers.push_back({"Upgrade", "websocket"});
    response.headers.push_back({"Connection", "Upgrade"});
    response.headers.push_back({"Sec-WebSocket-Version", "13"});
  }
  return response;
}

}  // namespace

std::string accept_for(std::string_view key) {
  std::string text{key};
  text += guid;
  return text::base64_encode(sha1(text));
}

std::string random_key() {
  std::array<std::byte, key_size> bytes{};
  fill_randomly(bytes);
  return text::base64_encode(bytes);
}

Opening check_opening(const http::Request& request, const Terms& terms) {
  const auto& headers = request.headers;
  if (request.method != "GET") {
    return Refusal{405, "the method must be GET (RFC 6455, 4.2.1)"};
  }
  if (request.minor_version < 1) {  // HTTP/1.0 knows no Upgrade
    return Refusal{400, "the version must be HTTP/1.1 (RFC 6455, 4.2.1)"};
  }
  if (!is_resource(request.target)) {
    return Refusal{400, "the target must be a path (RFC 6455, 4.2.1)"};
  }
  if (find_only(headers, "Host").value_or("").empty()) {
    return Refusal{400, "there must be one Host (RFC 6455, 4.2.1)"};
  }
  if (!http::lists(headers, "Upgrade", "websocket")) {
    return Refusal{400, "Upgrade must list websocket (RFC 6455, 4.2.1)"};
  }
  if (!http::lists(headers, "Connection", "Upgrade")) {
    return Refusal{400, "Connection must list Upgrade (RFC 6455, 4.2.1)"};
  }
  // Before the key, which another version may shape in another way.
  if (find_only(headers, "Sec-WebSocket-Version") != "13") {
    return Refusal{426, "Sec-WebSocket-Version must be 13 (RFC 6455, 4.2.1)"};
  }
  const auto key = find_only(headers, "Sec-WebSocket-Key");
  if (!key) {
    return Refusal{400,
                   "there must be one Sec-WebSocket-Key (RFC 6455, 4.2.1)"};
  }
  if (!is_key(*key)) {
    return Refusal{
        400, "Sec-WebSocket-Key must be Base64 of 16 bytes (RFC 6455, 4.2.1)"};
  }
  // We speak none, but what may be asked for has a grammar all the same.
  if (!may_list(request, extension_header, is_extension)) {
    return Refusal{400,
                   "Sec-WebSocket-Extensions is malformed (RFC 6455, 9.1)"};
  }
  if (!may_list(request, subprotocol_header, http::is_token)) {
    return Refusal{400,
                   "Sec-WebSocket-Protocol must list tokens (RFC 6455, 4.3)"};
  }
  // RFC 6455 does not speak of it. But a body means nothing in a GET, and what
  // one reader takes for a body another takes for frames.
  if (!request.body.empty()) {
    return Refusal{400, "there must be no body (RFC 9110, 9.3.1)"};
  }
  if (http::find(headers, "Origin") && !terms.origins.empty() &&
      !contains(terms.origins, find_only(headers, "Origin").value_or(""))) {
    return Refusal{403, "pages of this Origin may not (RFC 6455, 4.2.2)"};
  }
  return Accepted{std::string{*key}, choose_subprotocol(request, terms)};
}

http::Response opening_response(const Opening& opening) {
  if (const auto* accepted = std::get_if<Accepted>(&opening)) {
    return switching_protocols(*accepted);
  }
  return refuse(std::get<Refusal>(opening));
}

http::Request opening_request(std::string_view host, std::string_view target,
                              std::string_view key,
                              const std::vector<std::string>& subprotocols) {
  http::Request request{.method = "GET",
                        .target = std::string{target},
                        .headers = {{"Host", std::string{host}},
                                    {"Upgrade", "websocket"},
                                    {"Connection", "Upgrade"},
                                    {"Sec-WebSocket-Key", std::string{key}},
                                    {"Sec-WebSocket-Version", "13"}},
                        .body = ""};
  std::string list;
  for (const std::string& subprotocol : subprotocols) {
    if (!http::is_token(subprotocol)) {
      throw std::invalid_argument{"a subprotocol must be a token, not '" +
                                  subprotocol + "'"};
    }
    list += (list.empty() ? "" : ", ") + subprotocol;
  }
  if (!list.empty()) {
    request.headers.push_back({std::string{subprotocol_header}, list});
  }
  return request;
}

std::optional<std::string> check_answer(
    const http::Response& response, std::string_view key,
    const std::vector<std::string>& subprotocols) {
  const auto& headers = response.headers;
  if (response.status != 101) {
    return "the status must be 101, not " + std::to_string(response.status) +
           " (RFC 6455, 4.1)";
  }
  if (response.minor_version < 1) {
    return "the version must be HTTP/1.1: 1.0 has no 101 (RFC 9110, 15.2)";
  }
  const auto upgrade = find_only(headers, "Upgrade");
  if (!upgrade || !http::equal_ignoring_case(*upgrade, "websocket")) {
    return "Upgrade must be websocket (RFC 6455, 4.1)";
  }
  if (!http::lists(headers, "Connection", "Upgrade")) {
    return "Connection must list Upgrade (RFC 6455, 4.1)";
  }
  // Here case matters: in Base64 'a' and 'A' are different bits.
  if (find_only(headers, "Sec-WebSocket-Accept") != accept_for(key)) {
    return "Sec-WebSocket-Accept must answer the key (RFC 6455, 4.1)";
  }
  // The server may choose among what we asked for: no extension at all.
  if (http::find(headers, extension_header)) {
    return "Sec-WebSocket-Extensions was not asked for (RFC 6455, 4.1)";
  }
  if (http::find(headers, subprotocol_header) &&
      !contains(subprotocols,
                find_only(headers, subprotocol_header).value_or(""))) {
    return "Sec-WebSocket-Protocol was not asked for (RFC 6455, 4.1)";
  }
  return std::nullopt;
}

}  // namespace websocket
