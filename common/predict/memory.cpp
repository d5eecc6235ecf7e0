#include "common/predict/memory.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace predict {
namespace {

using namespace std::string_view_literals;

constexpr std::array deeds = {std::pair{"connect("sv, Deed::connect},
                              std::pair{"accept("sv, Deed::accept},
                              std::pair{"accept4("sv, Deed::accept},
                              std::pair{"send("sv, Deed::send},
                              std::pair{"sendto("sv, Deed::send},
                              std::pair{"sendmsg("sv, Deed::send},
                              std::pair{"sendfile("sv, Deed::send},
                              std::pair{"write("sv, Deed::send},
                              std::pair{"writev("sv, Deed::send},
                              std::pair{"recv("sv, Deed::receive},
                              std::pair{"recvfrom("sv, Deed::receive},
                              std::pair{"recvmsg("sv, Deed::receive},
                              std::pair{"read("sv, Deed::receive},
                              std::pair{"readv("sv, Deed::receive},
                              std::pair{"close("sv, Deed::close},
                              std::pair{"poll("sv, Deed::wait},
                              std::pair{"ppoll("sv, Deed::wait},
                              std::pair{"select("sv, Deed::wait},
                              std::pair{"epoll_wait("sv, Deed::wait},
                              std::pair{"epoll_pwait("sv, Deed::wait}};

// "client" of "send(client, question, size, 0)".
std::string first_argument(const std::string& call) {
  const auto begin = call.find('(') + 1;
  return call.substr(begin, call.find_first_of(",)", begin) - begin);
}

}  // namespace

bool lingers(const trace::Call& call) {
  return call.text.find("SO_LINGER") != std::string::npos;
}

bool shares(const trace::Call& call) {
  return call.text.starts_with("dup") || call.text.starts_with("fork(");
}

bool Memory::may_be_socket(const trace::Call& call) const {
  if (call.closes) return true;  // who knows that has asked the kernel
  const auto host = static_cast<std::size_t>(call.host);
  // accept() and dup() make sockets whose names no call has said.
  return accepts_[host] || ends_[host].shared || sockets_[host].empty() ||
         sockets_[host].count(first_argument(call.text)) > 0;
}

Deed deed_of(std::string_view call) {
  if (call.starts_with("shutdown(")) {
    if (call.find("SHUT_RDWR") != call.npos) return Deed::shutdown_both;
    if (call.find("SHUT_WR") != call.npos) return Deed::shutdown_write;
    if (call.find("SHUT_RD") != call.npos) return Deed::shutdown_read;
    return Deed::other;
  }
  const auto found = std::find_if(
      deeds.begin(), deeds.end(),
      [&](const auto& deed) { return call.starts_with(deed.first); });
  return found == deeds.end() ? Deed::other : found->second;
}

bool may_send(Deed deed) {
  return deed == Deed::connect || deed == Deed::send || deed == Deed::close ||
         deed == Deed::shutdown_read || deed == Deed::shutdown_write ||
         deed == Deed::shutdown_both;
}

// What is known of an older one says nothing of this.
void Memory::meet(int connection) {
  if (connection <= newest_) return;
  newest_ = connection;
  const bool first = connections_++ == 0;
  // What a program did before its first segment counts.
  for (End& end : ends_) {
    const End before = std::exchange(end, {});
    if (first) end.lingers = before.lingers, end.shared = before.shared;
  }
}

void Memory::take(const trace::Moment& moment) {
  using trace::Host;
  if (const auto* call = std::get_if<trace::Call>(&moment.event)) {
    const Deed deed = deed_of(call->text);
    if (deed == Deed::connect) ++connects_;
    if (deed == Deed::connect || deed == Deed::send || deed == Deed::receive)
      sockets_[static_cast<std::size_t>(call->host)].insert(
          first_argument(call->text));
    if (deed == Deed::accept)
      accepts_[static_cast<std::size_t>(call->host)] = true;
    if (deed == Deed::shutdown_read || deed == Deed::shutdown_both)
      of(call->host).shut_read = true;
    if (lingers(*call)) of(call->host).lingers = true;
    if (shares(*call)) of(call->host).shared = true;
  } else if (const auto* end = std::get_if<trace::Return>(&moment.event)) {
    // Without a wire, a call tells what has come.
    if (connections_ > 0 || !moment.call ||
        deed_of(moment.call->text) != Deed::receive)
      return;
    End& here = of(end->host);
    if (end->result == 0 && !here.shut_read) here.fin_came = true;
    if (end->error == "ECONNRESET") here.rst_came = true;
  } else if (const auto* segment = std::get_if<trace::Segment>(&moment.event)) {
    meet(segment->connection);
    End& from = of(segment->from);
    End& to = of(trace::other(segment->from));
    const bool lost = segment->fate == trace::Fate::dropped;
    if (trace::has(*segment, packet::FIN)) {
      from.fin_sent = true;
      to.fin_came = to.fin_came || !lost;
    }
    if (trace::has(*segment, packet::RST)) {
      from.rst_sent = true;
      to.rst_came = to.rst_came || !lost;
    }
    for (const Host host : {Host::client, Host::server})
      if (const auto& queue = segment->queues[static_cast<std::size_t>(host)])
        of(host).unread = queue->unread;
  } else if (const auto* change =
                 std::get_if<trace::QueueChange>(&moment.event)) {
    meet(change->connection);
    for (const Host host : {Host::client, Host::server})
      if (const auto& queue = change->queues[static_cast<std::size_t>(host)])
        of(host).unread = queue->unread;
  } else if (const auto* state = std::get_if<trace::State>(&moment.event)) {
    if (state->connection != 0) meet(state->connection);
    of(state->host).state = state->to;
  }
}

void Memory::take(const Line& line) {
  if (line.verb == "states" && line.arguments.size() == 2)
    for (const std::size_t side : {0U, 1U})
      ends_[side].state = line.arguments[side];
  if (line.verb == "unread" && line.arguments.size() == 2)
    if (const auto host = trace::host_named(line.arguments[0]))
      of(*host).unread = line.arguments[1] == "some"
                             ? 1
                             : static_cast<std::uint32_t>(std::strtoul(
                                   line.arguments[1].c_str(), nullptr, 10));
}

}  // namespace predict
