// racing_server: its idle timeout ends while the next request is on its way.
//
// Watch:  the request is in the server's Recv-Q when it calls close(): unread
//         bytes, so RST and no FIN. The client asks again on a new connection.
// Read:   RFC 9112, section 9.3.1 "Retrying Requests".
// Run:    labs/03_keep_alive/run.sh race

#include <sys/socket.h>

#include <array>
#include <string>

#include "common/http/write.h"
#include "common/narrate/listen_on.h"
#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "racing_server [--host H] [--port P]\n"
            "Answers one request on each of two connections, as if its idle\n"
            "timeout had ended just when a second request arrived.");
  const Address address = resolve(options.host, options.port);

  const Fd listener = listen_on(address);
  step("listening");

  const std::string answer =
      http::to_bytes({200,
                      "OK",
                      1,
                      {{"Date", http::date()}, {"Connection", "keep-alive"}},
                      "hello\n"});
  for (int i = 0; i < 2; ++i) {
    Fd client{must(CALL(::accept(listener.get(), nullptr, nullptr)))};
    std::array<char, 4096> request{};
    must(CALL(::recv(client.get(), request.data(), request.size(), 0)));
    must(CALL(::send(client.get(), answer.data(), answer.size(), 0)));
    step("answered");
    must(CALL(::close(client.release())));
    step("closed");
  }
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
