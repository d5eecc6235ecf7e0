// Any bytes as frames, and as a text in hexadecimal. However the bytes are cut,
// the same lines come, with permessage-deflate and without; and what is right to
// the dissector is right to the reader of the servers.
#include "common/websocket/dissector.h"

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/text/hex.h"
#include "common/websocket/message_reader.h"

namespace {

using websocket::Bytes;
using websocket::Dissector;
using websocket::Extension;
using websocket::Role;

void demand(bool condition) {
  if (!condition) std::abort();
}

std::string dissect(Bytes bytes, std::size_t cut, Extension extension,
                    bool& right) {
  std::string text;
  Dissector dissector{Role::client, 0, {}, extension};
  for (const auto& lines :
       {dissector.take(bytes.first(cut)), dissector.take(bytes.subspan(cut)),
        dissector.end()})
    for (const std::string& line : lines) text += line + "\n";
  right = dissector.is_right();
  return text;
}

bool has_failure(Bytes bytes) {
  std::vector<std::byte> copy{bytes.begin(), bytes.end()};
  std::span<std::byte> input{copy};
  websocket::MessageReader reader{Role::client, {}};
  while (true) {
    const auto result = reader.next(input);
    if (std::holds_alternative<websocket::Failure>(result)) return true;
    if (std::holds_alternative<websocket::NeedsMore>(result)) return false;
    const auto* control = std::get_if<websocket::Control>(&result);
    if (control != nullptr && control->opcode == websocket::Opcode::close)
      return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const Bytes bytes = std::as_bytes(std::span{data, size});
  for (const auto extension :
       {Extension::permessage_deflate, Extension::none}) {
    bool right = false;
    const std::string text = dissect(bytes, size, extension, right);
    demand(text == dissect(bytes, size / 2, extension, right));
    demand(text.find('\x1b') == std::string::npos);
    if (extension == Extension::none && has_failure(bytes)) demand(!right);
  }

  demand(text::from_hex(text::hex(bytes)).size() == size);
  try {
    text::from_hex(websocket::text_of(bytes));
  } catch (const text::BadHex&) {
    return 0;
  }
  return 0;
}
