// Who may look at the live page, and who may steer it.
#pragma once

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "common/http/message.h"
#include "common/text/base64.h"
#include "common/websocket/random.h"

namespace live {

// 128 random bits that nobody can guess, in letters that a URL may hold: "base64url",
// RFC 4648, section 5.
inline std::string random_token() {
  std::array<std::byte, 16> bytes{};
  websocket::fill_randomly(bytes);
  std::string token = text::base64_encode(bytes);
  std::replace(token.begin(), token.end(), '+', '-');
  std::replace(token.begin(), token.end(), '/', '_');
  token.erase(token.find('='));
  return token;
}

// It looks at each character, whatever the first ones are: so the time that it takes
// does not say how many of them were right.
inline bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned differences = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    differences |=
        static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return differences == 0;
}

// "[::1]:7000" without its port and brackets.
inline std::string host_without_port(std::string_view host) {
  if (host.starts_with('['))
    return std::string{host.substr(1, host.find(']') - 1)};
  return std::string{host.substr(0, host.find(':'))};
}

inline bool is_ip_address(const std::string& text) {
  std::array<unsigned char, 16> address{};
  return ::inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

class Access {
 public:
  // `name`: what this server is called, besides its addresses and localhost; empty:
  // nothing else.
  explicit Access(std::string name) : name_{std::move(name)} {}

  // Why the request is refused; or nothing.
  //
  // Host: the owner of evil.example can let that name lead to 127.0.0.1 (DNS
  // rebinding). Then the browser takes our page for one of evil.example, but sends
  // that name. Origin: a page of another site, in another tab, may open a WebSocket
  // to any server; the browser says whose page it is. RFC 6455, 10.2.
  [[nodiscard]] std::string refusal(const http::Request& request) const {
    const std::string host{http::find(request.headers, "Host").value_or("")};
    if (!is_ours(host_without_port(host)))
      return "this server does not have the name in Host; --name gives it one";
    const auto origin = http::find(request.headers, "Origin");
    if (origin && *origin != "http://" + host && *origin != "https://" + host)
      return "pages of this Origin may not";
    return "";
  }

 private:
  [[nodiscard]] bool is_ours(const std::string& name) const {
    return is_ip_address(name) ||
           http::equal_ignoring_case(name, "localhost") ||
           (!name.empty() && http::equal_ignoring_case(name, name_));
  }

  std::string name_;
};

}  // namespace live
