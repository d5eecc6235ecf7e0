// Any bytes as HTTP requests: the same ones, however they are cut in two (the
// first byte says where), and those that the grammar accepts, no others.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/request_parser.h"
#include "tests/http_grammar.h"

namespace {

constexpr http::Limits limits{
    .head_bytes = 256, .headers = 8, .body_bytes = 64};

std::string read_all(http::RequestParser& parser) {
  std::string text;
  while (true) {
    const auto result = parser.next();
    if (std::holds_alternative<http::NeedsMore>(result)) return text;
    if (const auto* refusal = std::get_if<http::Refusal>(&result))
      return text + std::to_string(refusal->status) + refusal->reason;
    const auto& request = std::get<http::Request>(result);
    text += request.method + " " + request.target + "\n";
    for (const http::Header& header : request.headers)
      text += header.name + ":" + header.value + "\n";
    text += request.body + "\n";
  }
}

// The grammar, read a second time, accepts what the parser does. It knows no
// limit: what is refused must break a rule only if it is not for its size.
void compare_with_grammar(std::string input) {
  http::RequestParser parser{limits};
  parser.add(input);
  while (true) {
    const auto result = parser.next();
    const auto right = grammar::read_request(input);
    if (const auto* request = std::get_if<http::Request>(&result)) {
      if (!right || right->body != request->body) std::abort();
      if (right->headers.size() != request->headers.size()) std::abort();
      input.erase(0, right->size);
      continue;
    }
    const auto* refusal = std::get_if<http::Refusal>(&result);
    if (right && (refusal == nullptr || refusal->status == 400)) std::abort();
    return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1,
                               size - 1};
  http::RequestParser whole{limits};
  whole.add(bytes);
  const std::string expected = read_all(whole);

  const std::size_t cut = std::min<std::size_t>(data[0], bytes.size());
  http::RequestParser parser{limits};
  parser.add(bytes.substr(0, cut));
  std::string actual = read_all(parser);
  const bool refused = std::holds_alternative<http::Refusal>(parser.next());
  parser.add(bytes.substr(cut));
  if (!refused) actual += read_all(parser);
  if (actual != expected) std::abort();
  compare_with_grammar(std::string{bytes});
  return 0;
}
