// syn_sent_client: close() before the connection exists. Nothing is sent: the
// peer knows of nothing that could end.
//
// Watch:  client SYN-SENT, then gone. When the server's SYN ACK comes after
//         all, nobody is there, and the client's kernel answers with RST.
// Read:   connect(2) "EINPROGRESS"; RFC 9293, section 3.10.4 "CLOSE Call".
// Run:    labs/05_shutdown_vs_close/run.sh syn_sent

#include <sys/socket.h>

#include "common/narrate/narrate.h"
#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "syn_sent_client [--host H] [--port P]\n"
            "Begins to connect, and closes before there is an answer.");
  const Address server = resolve(options.host, options.port);

  // A blocking connect() would come back only with the answer.
  Fd client{
      must(CALL(::socket(server.family(), SOCK_STREAM | SOCK_NONBLOCK, 0)))};
  CALL(::connect(client.get(), server.get(), server.size()));  // EINPROGRESS
  step("connecting");  // SYN-SENT, SYN-RECV

  must(CALL(::close(client.release())));
  step("closed");  // gone, SYN-RECV
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
