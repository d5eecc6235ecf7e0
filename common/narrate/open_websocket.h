// Opens a WebSocket on a TCP connection. Lab 13 does it by hand.
//
// Both return what came behind the opening handshake: the first frames. They block,
// and throw std::runtime_error if the other side refuses, is refused, or ends.
#pragma once

#include <string>

#include "common/narrate/options.h"
#include "common/socket/fd.h"

// As the client: asks the server of --host and --port. A program that has the
// options --target and --subprotocol asks for these, too.
std::string open_websocket(const Fd& server, const Options& options);

// As the server: answers the client's request.
std::string accept_websocket(const Fd& client);
