// What a record, or a message in it, is called:
//
//   ClientHello 1.3 SNI server ALPN h2+http/1.1 resumes
//   ServerHello 1.3 resumed    HelloRetryRequest
//   Certificate                another handshake message in clear
//   ChangeCipherSpec
//   Alert fatal unknown_ca     one in clear
//   Alert 26 encrypted         26 bytes: which one cannot be seen
//   Handshake 40 encrypted
//   ApplicationData 39         39 bytes with what encryption adds. Since 1.3 it
//                              may be an alert or the handshake as well
#pragma once

#include <string>
#include <string_view>

#include "common/tls/event.h"

namespace tls {

// "1.3"; "0x7f1c", if it has no name.
std::string name_of(Version version);

// Empty for NeedsMore, "?" for Failure. No comma and no bracket stands in it,
// whatever the bytes were.
std::string name_of(const Event& event);

// Whether a name may begin with this word.
bool begins_name(std::string_view word);

}  // namespace tls
