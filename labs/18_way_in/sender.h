// What a sender hears of a packet that does not get through.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <variant>

#include "common/socket/must.h"
#include "common/text/errno_name.h"
#include "common/trace/sent.h"
#include "labs/18_way_in/hosts.h"

// What came back on the wire, behind what was forged; what the sender's call said,
// and what its kernel says.
inline std::string sender_of(Hosts& hosts) {
  for (std::size_t n = hosts.told.size(); n > 0; --n)
    if (const auto* segment = std::get_if<trace::Segment>(&hosts.told[n - 1]);
        segment != nullptr && segment->fate == trace::Fate::injected) {
      hosts.told.erase(hosts.told.begin(),
                       hosts.told.begin() + static_cast<long>(n));
      break;
    }
  std::string says = trace::sent(hosts.told, trace::Host::server);
  for (const trace::Event& event : hosts.told)
    if (const auto* other = std::get_if<trace::OtherPacket>(&event);
        other != nullptr && other->from == trace::Host::server)
      says = other->protocol + " " + other->text;
  int error = 0;
  socklen_t size = sizeof error;
  must(::getsockopt(hosts.client.get(), SOL_SOCKET, SO_ERROR, &error, &size),
       "getsockopt(client, SOL_SOCKET, SO_ERROR)");
  if (!hosts.call.empty()) says += ", " + hosts.call;
  if (error != 0) says += ", " + errno_name(error);
  return says;
}

// Whether the client has sent the same numbers twice.
inline bool sends_again(const Hosts& hosts) {
  std::set<std::uint32_t> numbers;
  for (const trace::Event& event : hosts.told)
    if (const auto* s = std::get_if<trace::Segment>(&event);
        s != nullptr && s->from == trace::Host::client &&
        (s->length > 0 || trace::has(*s, packet::SYN)) &&
        !numbers.insert(s->seq).second)
      return true;
  return false;
}
