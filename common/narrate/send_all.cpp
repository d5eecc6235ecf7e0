#include "common/narrate/send_all.h"

#include <sys/socket.h>

#include "common/narrate/narrate.h"

Result<ssize_t> send_all(const Fd& client, std::string_view bytes) {
  Result<ssize_t> sent{0, "send"};
  while (!bytes.empty() && (sent != -1 || errno == EINTR)) {
    sent = CALL(::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent.value));
  }
  return sent;
}
