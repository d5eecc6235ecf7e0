// two_threads_client: one thread waits in recv(), and another closes the socket
// or shuts it down. close() takes the descriptor away; but the call that waits
// still holds the socket, and no FIN leaves before it returns.
//
// Watch:  close: ESTAB at both ends, recv() goes on waiting. shutdown: FIN at
//         once, and recv() returns 0.
// Read:   close(2) "Multithreaded processes and close()"; shutdown(2).
// Run:    labs/05_shutdown_vs_close/run.sh thread_close

#include <sys/socket.h>

#include <array>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"

namespace {

// What the other thread does with the socket: the next line of the input.
void end_as_typed(int client) {
  std::string line;
  std::getline(std::cin, line);
  if (line == "close")
    CALL(::close(client));
  else if (line == "shutdown")
    CALL(::shutdown(client, SHUT_RDWR));
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "two_threads_client [--host H] [--port P]\n"
            "Asks, and waits for the answer. While it waits, type close or\n"
            "shutdown: a second thread does that.");
  const Address server = resolve(options.host, options.port);

  // Not an Fd: two threads use it, and the end of the process may close it.
  const int client = must(CALL(::socket(server.family(), SOCK_STREAM, 0)));
  must(CALL(::connect(client, server.get(), server.size())));
  const std::string_view question = "question";
  must(CALL(::send(client, question.data(), question.size(), 0)));
  step("asked");  // ESTAB, ESTAB

  std::thread other{end_as_typed, client};
  std::array<char, 100> buffer{};
  CALL(::recv(client, buffer.data(), buffer.size(), 0));
  other.join();
  step("returned");  // FIN-WAIT-2, CLOSE-WAIT
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
