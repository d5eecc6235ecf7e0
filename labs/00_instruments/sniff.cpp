// sniff: the trace of connections that it only watches, on an interface or in a
// capture that was taken elsewhere.
//
// Watch:  sniff --read FILE.pcap | ladder
// Read:   packet(7); pcap-savefile(5).
// Run:    sudo build/labs/00_instruments/sniff --interface lo --port 7000

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "common/narrate/options.h"
#include "common/observe/connections.h"
#include "common/observe/pcap.h"
#include "common/observe/trace.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace {

constexpr int told_one_by_one = 10;
constexpr std::size_t largest_packet = 65536;

class Sniffer {
 public:
  explicit Sniffer(const Options& options)
      : port_{options.number("--port", 0)},
        data_bytes_{static_cast<std::size_t>(options.number("--data", 64))} {}

  void take(const observe::Captured& captured) {
    if (first_ == 0) first_ = captured.nanoseconds;
    const auto parsed = observe::parse(captured.ip);
    if (!captured.reason.empty())
      pass_over(captured.number, captured.reason);
    else if (const auto* none = std::get_if<observe::NoSegment>(&parsed))
      pass_over(captured.number, none->reason);
    else
      tell(std::get<observe::Packet>(parsed), captured.nanoseconds);
  }

  // What was passed over, and `lost` packets that nobody saw.
  void finish(long lost) {
    if (lost > 0) write(observe::Lost{last_t_, lost});
    for (const auto& [reason, count] : passed_over_)
      std::cerr << "sniff: passed over " << count << ": " << reason << "\n";
  }

 private:
  void pass_over(std::size_t number, const std::string& reason) {
    ++passed_over_[reason];
    if (++told_ <= told_one_by_one)
      std::cerr << "sniff: packet " << number << ": " << reason << "\n";
  }

  void tell(const observe::Packet& packet, std::int64_t nanoseconds) {
    if (port_ != 0 && packet.source.port != port_ &&
        packet.destination.port != port_)
      return;
    observe::Connection& connection = connections_.find(packet);
    // Its first segment says who is who: only a server sends SYN ACK.
    if (static_cast<std::size_t>(connection.number) > clients_.size())
      clients_.push_back(packet.has(observe::SYN) && packet.has(observe::ACK)
                             ? packet.destination
                             : packet.source);
    observe::Segment segment =
        observe::describe(connection, packet, data_bytes_);
    segment.t = last_t_ = static_cast<double>(nanoseconds - first_) / 1e9;
    segment.id = ++last_id_;
    segment.from =
        packet.source == clients_[connection.number - 1U] ? "client" : "server";
    write(segment);
  }

  // Line by line: at Ctrl-C the last one stands there whole.
  static void write(const observe::Event& event) {
    std::cout << observe::to_json(event) + "\n" << std::flush;
    if (!std::cout) throw std::runtime_error{"cannot write the trace"};
  }

  int port_;
  std::size_t data_bytes_;
  std::int64_t first_ = 0;
  double last_t_ = 0;
  long last_id_ = 0;
  observe::Connections connections_;
  std::vector<observe::Endpoint>
      clients_;  // by the connection's number, less 1
  int told_ = 0;
  std::map<std::string, long> passed_over_;  // by the reason
};

void read_file(Sniffer& sniffer, const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) must(-1, path.c_str());
  try {
    observe::PcapReader reader{file};
    while (const auto packet = reader.next()) sniffer.take(*packet);
  } catch (const observe::BadCapture& bad) {
    sniffer.finish(0);
    throw std::runtime_error{path + ": " + bad.what()};
  }
  sniffer.finish(0);
}

void read_interface(Sniffer& sniffer, const std::string& name) {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  must(::sigprocmask(SIG_BLOCK, &signals, nullptr), "sigprocmask()");
  const Fd ending{must(::signalfd(-1, &signals, SFD_CLOEXEC), "signalfd()")};

  // SOCK_DGRAM: without the link's header. Protocol 0: nothing before bind().
  const Fd device{::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (device.get() == -1 && errno == EPERM)
    throw std::runtime_error{
        "to watch an interface needs root or CAP_NET_RAW: "
        "use sudo, or --read a capture"};
  must(device.get(), "socket(AF_PACKET, SOCK_DGRAM, 0)");
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);  // what leaves, too
  address.sll_ifindex = static_cast<int>(::if_nametoindex(name.c_str()));
  if (address.sll_ifindex == 0) must(-1, name.c_str());
  must(::bind(device.get(), reinterpret_cast<const sockaddr*>(&address),
              sizeof address),
       "bind(device, address, size)");

  std::array<std::byte, largest_packet> buffer;
  observe::Captured packet;
  packet.number = 1;
  while (true) {
    std::array<pollfd, 2> watched{
        {{ending.get(), POLLIN, 0}, {device.get(), POLLIN, 0}}};
    must(::poll(watched.data(), watched.size(), -1), "poll()");
    if (watched[0].revents != 0) break;
    sockaddr_ll from{};
    socklen_t size = sizeof from;
    const ssize_t n =
        must(::recvfrom(device.get(), buffer.data(), buffer.size(), 0,
                        reinterpret_cast<sockaddr*>(&from), &size),
             "recvfrom(device, buffer, size, 0)");
    // A loopback device shows each packet as it leaves and as it arrives.
    if (from.sll_hatype == ARPHRD_LOOPBACK &&
        from.sll_pkttype == PACKET_OUTGOING)
      continue;
    timespec time{};  // when the kernel took the packet, not when we did
    must(::ioctl(device.get(), SIOCGSTAMPNS, &time), "ioctl(SIOCGSTAMPNS)");
    packet.nanoseconds = time.tv_sec * 1'000'000'000 + time.tv_nsec;
    packet.ip = std::span{buffer}.first(static_cast<std::size_t>(n));
    const bool ip = from.sll_protocol == htons(ETH_P_IP) ||
                    from.sll_protocol == htons(ETH_P_IPV6);
    packet.reason = ip ? "" : "not IP";
    sniffer.take(packet);
    ++packet.number;
  }
  tpacket_stats counts{};
  socklen_t size = sizeof counts;
  must(
      ::getsockopt(device.get(), SOL_PACKET, PACKET_STATISTICS, &counts, &size),
      "getsockopt(device, SOL_PACKET, PACKET_STATISTICS)");
  sniffer.finish(counts.tp_drops);
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options =
      parse(argc, argv,
            "sniff [--read FILE] [--interface NAME] [--port P] [--data N]\n"
            "Writes the trace of the TCP connections that it sees, and sends "
            "nothing.\n"
            "--read FILE       a capture, as tcpdump -w and Wireshark's pcap\n"
            "--interface NAME  a device, such as lo, until Ctrl-C; needs root\n"
            "--port P          only connections with this port at one end\n"
            "--data N          shows so many bytes of each payload (64)");
  if (options.has("--read") == options.has("--interface"))
    throw UsageError{"sniff: either --read or --interface; see --help"};
  Sniffer sniffer{options};
  if (options.has("--read"))
    read_file(sniffer, options.text("--read", ""));
  else
    read_interface(sniffer, options.text("--interface", ""));
  return 0;
} catch (const std::exception& error) {
  return report(error);
}
