// A call as it is written, in fewer words.
#pragma once

#include <string>
#include <string_view>

namespace text {

// The call as a person says it: "connect(client, server, size)" for
// "::connect(client.get(), server.get(), server.size())".
std::string spoken(std::string_view expression);

}  // namespace text
