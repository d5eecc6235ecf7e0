// guestbook_server: each guest writes one line, and is told its number.
//
// Watch:  after some weeks, it is said, it answers "Too many open files". There
//         is a mistake in it.
// Read:   poll(2), recv(2); the README, "A hunt".
// Run:    labs/09_close_wait/run.sh hunt

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options = parse(argc, argv,
                                "guestbook_server [--host H] [--port P]\n"
                                "Takes a line of each client, and answers its "
                                "number.");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");

  std::vector<pollfd> polled{{listener.get(), POLLIN, 0}};
  std::map<int, std::string> lines;  // as far as they have come, by descriptor
  int guests = 0;
  while (true) {
    must(CALL(::poll(polled.data(), polled.size(), -1)));
    for (pollfd& guest : std::span{polled}.subspan(1)) {
      if (guest.revents == 0) continue;
      std::array<char, 100> buffer{};
      const ssize_t received =
          CALL(::recv(guest.fd, buffer.data(), buffer.size(), 0));
      if (received <= 0) {
        // It has left without a whole line.
        lines.erase(guest.fd);
        guest.fd = -1;
        continue;
      }
      std::string& line = lines[guest.fd];
      line.append(buffer.data(), static_cast<std::size_t>(received));
      if (line.find('\n') == line.npos) continue;

      const std::string answer = "guest " + std::to_string(++guests) + "\n";
      CALL(::send(guest.fd, answer.data(), answer.size(), MSG_NOSIGNAL));
      lines.erase(guest.fd);
      must(CALL(::close(guest.fd)));
      guest.fd = -1;
    }
    std::erase_if(polled, [](const pollfd& guest) { return guest.fd == -1; });
    if (polled[0].revents != 0)
      polled.push_back(
          {must(CALL(::accept(listener.get(), nullptr, nullptr))), POLLIN, 0});
  }
} catch (const std::exception& error) {
  return report(error);
}
