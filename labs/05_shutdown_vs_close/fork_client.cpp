// fork_client: a child inherits the socket. The parent's close() sends nothing
// as long as the child lives; its shutdown() acts at once.
//
// Watch:  ESTAB at both ends after the parent's close(); FIN when the child
//         ends. A server that forks and forgets this never ends a connection.
// Read:   fork(2), close(2).
// Run:    labs/05_shutdown_vs_close/run.sh fork

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "fork_client [--host H] [--port P] [--shutdown]\n"
            "Asks, and closes while a child still has the socket.\n"
            "--shutdown    shuts down first");
  const Address server = resolve(options.host, options.port);

  Fd client{must(CALL(::socket(server.family(), SOCK_STREAM, 0)))};
  must(CALL(::connect(client.get(), server.get(), server.size())));
  const std::string_view question = "question";
  must(CALL(::send(client.get(), question.data(), question.size(), 0)));
  step("asked");  // ESTAB, ESTAB

  // The child sleeps until the parent's end of this pipe is closed.
  std::array<int, 2> pipe_ends{};
  must(CALL(::pipe(pipe_ends.data())));
  Fd wait_end{pipe_ends[0]};
  Fd wake_end{pipe_ends[1]};
  const pid_t child = must(::fork(), "fork()");
  if (child == 0) {
    wake_end = Fd{};
    char nothing = 0;
    ::_exit(::read(wait_end.get(), &nothing, 1) == 0 ? 0 : 1);
  }
  say("a child has the socket too");

  if (options.has("--shutdown")) {
    must(CALL(::shutdown(client.get(), SHUT_WR)));
    step("shut");  // FIN-WAIT-2, CLOSE-WAIT: the child does not matter
  }

  must(CALL(::close(client.release())));
  step("parent closed");  // as it was: this is not the last descriptor

  must(CALL(::close(wake_end.release())));
  must(::waitpid(child, nullptr, 0), "waitpid(child, nullptr, 0)");
  step("child ended");  // its exit closed the last one: FIN-WAIT-2, CLOSE-WAIT
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
