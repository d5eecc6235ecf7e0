// bulk_sender: opens connections that only stay open, and sends its standard
// input on one more.
//
// Run:    make bench

#include <vector>

#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "bulk_sender [--host H] [--port P] [--idle N]\n"
            "Sends standard input on the last of N + 1 connections.");
  const Address server = resolve(options.host, options.port);
  std::vector<Fd> connections;
  for (int n = options.number("--idle", 0) + 1; n > 0; --n) {
    Fd fd{must(::socket(server.family(), SOCK_STREAM, 0), "socket")};
    must(::connect(fd.get(), server.get(), server.size()), "connect");
    connections.push_back(std::move(fd));
  }
  const Fd sender = std::move(connections.back());

  std::vector<char> buffer(1 << 20);
  while (true) {
    const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), stdin);
    // It blocks until all is taken.
    must(::send(sender.get(), buffer.data(), n, MSG_NOSIGNAL), "send");
    if (n < buffer.size()) break;
  }
  must(::shutdown(sender.get(), SHUT_WR), "shutdown");
  char end = 0;
  must(::recv(sender.get(), &end, 1, 0), "recv");  // it has read all
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
