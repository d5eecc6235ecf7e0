// Any bytes as HTTP responses: the same ones, however they are cut in two, and
// those that the grammar accepts, no others. The first byte says where to cut,
// and its lowest bit whether the requests were HEAD.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/response_parser.h"
#include "tests/http_grammar.h"

namespace {

constexpr http::Limits limits{
    .head_bytes = 256, .headers = 8, .body_bytes = 64};

std::string show(const http::Response& response) {
  std::string text = std::to_string(response.status) + "\n";
  for (const http::Header& header : response.headers)
    text += header.name + ":" + header.value + "\n";
  return text + response.body + "\n";
}

std::string read_all(http::ResponseParser& parser, std::string_view method) {
  std::string text;
  while (true) {
    const auto result = parser.next(method);
    if (std::holds_alternative<http::NeedsMore>(result)) return text;
    if (const auto* refusal = std::get_if<http::Refusal>(&result))
      return text + std::to_string(refusal->status) + refusal->reason;
    if (const auto* cut = std::get_if<http::CutShort>(&result))
      return text + "cut short: " + show(cut->arrived);
    text += show(std::get<http::Response>(result));
  }
}

// The grammar, read a second time, accepts what the parser does. It knows no
// limit: what is refused must break a rule only if it is not for its size.
void compare_with_grammar(std::string input, bool to_head) {
  http::ResponseParser parser{limits};
  parser.add(input);
  parser.end();
  while (true) {
    const auto result = parser.next(to_head ? "HEAD" : "GET");
    const auto right = grammar::read_response(input, to_head);
    if (const auto* response = std::get_if<http::Response>(&result)) {
      if (!right || right->body != response->body) std::abort();
      if (right->headers.size() != response->headers.size()) std::abort();
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
  const std::string_view method = (data[0] & 1) != 0 ? "HEAD" : "GET";
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1,
                               size - 1};
  http::ResponseParser whole{limits};
  whole.add(bytes);
  whole.end();
  const std::string expected = read_all(whole, method);

  const std::size_t cut = std::min<std::size_t>(data[0], bytes.size());
  http::ResponseParser parser{limits};
  parser.add(bytes.substr(0, cut));
  std::string actual = read_all(parser, method);
  const bool refused =
      std::holds_alternative<http::Refusal>(parser.next(method));
  parser.add(bytes.substr(cut));
  parser.end();
  if (!refused) actual += read_all(parser, method);
  if (actual != expected) std::abort();
  compare_with_grammar(std::string{bytes}, method == "HEAD");
  return 0;
}
