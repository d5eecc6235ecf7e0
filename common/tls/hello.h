// ClientHello and ServerHello: RFC 8446, sections 4.1.2 and 4.1.3.
#pragma once

#include <optional>

#include "common/tls/event.h"

namespace tls {

// `body`: behind the message's type and length. Nothing, if it is cut short or a
// length in it is wrong.
std::optional<ClientHello> read_client_hello(Bytes body);

// `offered`: the session ID of the ClientHello. Below 1.3, a server that resumes
// the session sends it back.
std::optional<ServerHello> read_server_hello(Bytes body, Bytes offered);

}  // namespace tls
