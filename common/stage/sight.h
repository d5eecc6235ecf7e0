// The connections of a scene, as the kernels show them when the engine looks:
// whether they are as the play wants them, and how that is said.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/stage/socket_table.h"

namespace stage {

class Sight {
 public:
  explicit Sight(int port) : port_{port} {}

  // A look: what the client's kernel shows, and the server's. On one machine both
  // show all. New connections are numbered as they appear.
  void look(const std::vector<Socket>& client,
            const std::vector<Socket>& server);

  struct Row {
    std::string host;
    Socket socket;
  };
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

  // Why the connections are not in these states, a pair for each: "the server is
  // ESTAB, not gone"; nothing if they are.
  [[nodiscard]] std::optional<std::string> unlike(
      const std::vector<std::string>& states) const;

  // Bytes that lie unread on that host, in its newest connection; nothing if it has
  // no socket.
  [[nodiscard]] std::optional<std::string> unread(
      const std::string& host) const;

  // The first timer of that host's sockets that the shell pattern matches, with its
  // socket's state: "TIME-WAIT timewait 59sec". See fnmatch(3).
  [[nodiscard]] std::optional<std::string> timer(
      const std::string& host, const std::string& pattern) const;

  // "client ESTAB, server ESTAB"; "#2 client ..." of a second one.
  [[nodiscard]] std::string summary() const;

 private:
  void see(const std::string& host, const std::vector<Socket>& sockets);
  [[nodiscard]] std::string state(const std::string& host,
                                  std::size_t connection) const;

  int port_;
  std::vector<std::string> clients_;  // the clients' ends, as they appeared
  std::vector<Row> rows_;             // of the last look
};

}  // namespace stage
