// long SEGMENTS CONNECTIONS: writes a capture to standard output. Each connection
// in turn has the first half of an opening handshake and its share of segments:
// none of them ends.
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include "tests/captures/builder.h"

namespace captures {
namespace {

void write(unsigned segments, unsigned connections) {
  std::cout << pcap_header();
  std::uint64_t time = 1'700'000'000'000'000;
  const End server{number(0xc0000202, 4), 7000};
  for (unsigned i = 0; i < connections; ++i) {
    const End client{number(0xc6120000 + i / 50'000, 4), 1024 + i % 50'000};
    const auto put = [&](bool from_client, const Tcp& segment) {
      std::cout << pcap_record(time += 10, from_client
                                               ? tcp(client, server, segment)
                                               : tcp(server, client, segment));
    };
    put(true, {SYN, 1000});
    put(false, {SYN | ACK, 5000, 1001});
    const unsigned share = segments / connections - 2;
    for (unsigned n = 0; n < share; ++n)
      put(true, {PSH | ACK, 1001 + 5 * n, 5001, "hello"});
  }
}

}  // namespace
}  // namespace captures

int main(int argc, char** argv) try {
  if (argc != 3) throw std::runtime_error{"usage: long SEGMENTS CONNECTIONS"};
  captures::write(static_cast<unsigned>(std::stoul(argv[1])),
                  static_cast<unsigned>(std::stoul(argv[2])));
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
