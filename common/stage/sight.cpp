#include "common/stage/sight.h"

#include <fnmatch.h>

#include <algorithm>

namespace stage {
namespace {

const std::string& client_end(const Sight::Row& row) {
  return row.host == "client" ? row.socket.local : row.socket.peer;
}

const std::string& server_end(const Sight::Row& row) {
  return row.host == "client" ? row.socket.peer : row.socket.local;
}

}  // namespace

void Sight::look(const std::vector<Socket>& client,
                 const std::vector<Socket>& server) {
  rows_.clear();
  see("client", client);
  see("server", server);
}

void Sight::see(const std::string& host, const std::vector<Socket>& sockets) {
  for (const Socket& socket : sockets) {
    const Row row{host, socket};
    if (!server_end(row).ends_with(":" + std::to_string(port_))) continue;
    const std::string& client = client_end(row);
    if (std::find(clients_.begin(), clients_.end(), client) == clients_.end())
      clients_.push_back(client);
    rows_.push_back(row);
  }
}

std::string Sight::state(const std::string& host,
                         std::size_t connection) const {
  if (connection >= clients_.size()) return "gone";
  std::string state = "gone";
  for (const Row& row : rows_)
    if (row.host == host && client_end(row) == clients_[connection])
      state = row.socket.state;
  return state;
}

std::optional<std::string> Sight::unlike(
    const std::vector<std::string>& states) const {
  const std::size_t pairs = states.size() / 2;
  if (pairs != clients_.size() && !(clients_.empty() && pairs == 1))
    return std::to_string(pairs)
        .append(" connection(s) named, ")
        .append(std::to_string(clients_.size()))
        .append(" seen");
  for (std::size_t i = 0; i < states.size(); ++i) {
    const std::string host = i % 2 == 0 ? "client" : "server";
    const std::string now = state(host, i / 2);
    if (now == states[i]) continue;
    const std::string number =
        pairs == 1 ? "" : " of connection " + std::to_string(i / 2 + 1);
    std::string why = "the " + host;
    return why.append(number)
        .append(" is ")
        .append(now)
        .append(", not ")
        .append(states[i]);
  }
  return {};
}

std::optional<std::string> Sight::unread(const std::string& host) const {
  for (auto client = clients_.rbegin(); client != clients_.rend(); ++client)
    for (const Row& row : rows_)
      if (row.host == host && client_end(row) == *client)
        return row.socket.unread;
  return {};
}

std::optional<std::string> Sight::timer(const std::string& host,
                                        const std::string& pattern) const {
  for (const Row& row : rows_)
    if (row.host == host && !row.socket.timer.empty() &&
        ::fnmatch((pattern + "*").c_str(), row.socket.timer.c_str(), 0) == 0)
      return row.socket.state + " " + row.socket.timer;
  return {};
}

std::string Sight::summary() const {
  std::string text;
  for (std::size_t i = 0; i == 0 || i < clients_.size(); ++i) {
    if (i > 0) text += "; ";
    if (clients_.size() > 1) text += "#" + std::to_string(i + 1) + " ";
    text += "client " + state("client", i) + ", server " + state("server", i);
  }
  return text;
}

}  // namespace stage
