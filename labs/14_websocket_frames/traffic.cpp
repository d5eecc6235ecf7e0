// traffic: what a capture has cost, in one line.
//
// Watch:  how much of it is headers of IP and TCP: 52 bytes a segment, with
//         IPv4 and timestamps, whether it carries a message or an ACK.
// Read:   RFC 791, section 3.1; RFC 9293, section 3.1.
// Run:    labs/14_websocket_frames/overhead.sh

#include <iostream>
#include <string>
#include <variant>

#include "common/narrate/options.h"
#include "common/packet/capture.h"
#include "common/packet/packet.h"
#include "common/trace/connections.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "traffic [--read FILE]\n"
            "Counts the TCP connections of a capture (pcap), their segments,\n"
            "the bytes of these with their IP headers, and those of payload.");
  const std::string path = options.text("--read", "");
  if (path.empty()) throw UsageError{"needs --read FILE"};
  packet::CaptureFile file{path};

  trace::Connections connections;
  std::size_t segments = 0;
  std::size_t bytes = 0;
  std::size_t payload = 0;
  while (const auto captured = file.next()) {
    const auto parsed = packet::parse(captured->ip);
    const auto* packet = std::get_if<packet::Packet>(&parsed);
    if (!captured->reason.empty() || packet == nullptr) continue;
    connections.find(*packet);
    ++segments;
    bytes += captured->ip.size();
    payload += packet->length;
  }
  std::cout << "connections " << connections.count() << ", segments "
            << segments << ", bytes " << bytes << ", payload " << payload
            << "\n";
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
