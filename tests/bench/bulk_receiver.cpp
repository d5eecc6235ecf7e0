// bulk_receiver: takes connections, keeps those that only stay open, and writes
// what the last one brings to standard output.
//
// Run:    make bench

#include <vector>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "bulk_receiver [--host H] [--port P] [--idle N]\n"
            "Writes what the last of N + 1 connections brings.");
  const Address address = resolve(options.host, options.port);
  const Fd listener{must(::socket(address.family(), SOCK_STREAM, 0), "socket")};
  must(::bind(listener.get(), address.get(), address.size()), "bind");
  must(::listen(listener.get(), SOMAXCONN), "listen");

  std::vector<Fd> connections;
  for (int n = options.number("--idle", 0) + 1; n > 0; --n)
    connections.emplace_back(
        must(::accept(listener.get(), nullptr, nullptr), "accept"));
  std::vector<char> buffer(1 << 20);
  while (true) {
    const ssize_t n =
        must(::recv(connections.back().get(), buffer.data(), buffer.size(), 0),
             "recv");
    if (n == 0) return 0;
    for (ssize_t written = 0; written < n;)
      written += must(::write(STDOUT_FILENO, buffer.data() + written,
                              static_cast<std::size_t>(n - written)),
                      "write");
  }
} catch (const std::exception& error) {
  return report(error);
}
