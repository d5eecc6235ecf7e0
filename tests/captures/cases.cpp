// cases FOLDER: writes small captures, each with one thing that is easily read
// wrongly. tests/captures.sh says what a right reading is.
#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "tests/captures/builder.h"

namespace captures {
namespace {

using namespace std::string_literals;
using Packets = std::vector<Bytes>;

const End client{"\xc0\x00\x02\x01"s, 40000};  // 192.0.2.1
const End server{"\xc0\x00\x02\x02"s, 7000};
constexpr std::uint32_t C = 1000, S = 9000;  // initial sequence numbers

Bytes c(const Tcp& segment) {
  return tcp(client, server, segment);
}
Bytes s(const Tcp& segment) {
  return tcp(server, client, segment);
}

const Bytes syn = c({SYN, C, 0});

Packets after_handshake(const Packets& rest) {
  Packets all = {syn, s({SYN | ACK, S, C + 1}), c({ACK, C + 1, S + 1})};
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

const Packets whole = after_handshake(
    {c({PSH | ACK, C + 1, S + 1, "hello"}), c({FIN | ACK, C + 6, S + 1}),
     s({FIN | ACK, S + 1, C + 7}), c({ACK, C + 7, S + 2})});

// Each payload, by who sends it, and acknowledged by the next.
Packets stream(const std::vector<std::pair<bool, Bytes>>& pieces) {
  Packets packets;
  std::uint32_t sent[2] = {S + 1, C + 1};
  for (const auto& [from_client, data] : pieces) {
    std::uint32_t& own = sent[from_client ? 1 : 0];
    const Tcp segment{PSH | ACK, own, sent[from_client ? 0 : 1], data};
    packets.push_back(from_client ? c(segment) : s(segment));
    own += static_cast<std::uint32_t>(data.size());
  }
  return after_handshake(packets);
}

// A packet each millisecond, from 1 s on.
Bytes pcap(const Packets& packets, unsigned link = 101) {
  Bytes file = pcap_header(link);
  std::uint64_t time = 1'000'000;
  for (const Bytes& packet : packets) {
    file += pcap_record(time, packet);
    time += 1000;
  }
  return file;
}

// With blocks between that nobody knows.
Bytes pcapng(const Packets& packets, bool little, unsigned resolution,
             bool simple = false) {
  Bytes file = pcapng_section(little) +
               pcapng_interface(101, resolution, little) +
               pcapng_block(5, Bytes(12, '\0'), little) +
               pcapng_block(0x40000001, "unknown", little);
  std::uint64_t a_millisecond = 1;
  for (unsigned power = 3; power < resolution; ++power) a_millisecond *= 10;
  std::uint64_t time = 1000;
  for (const Bytes& packet : packets) {
    file += simple ? pcapng_block(3, number(packet.size(), 4, little) + packet,
                                  little)
                   : pcapng_packet(0, time * a_millisecond, packet, little);
    ++time;
  }
  return file;
}

template <typename Wrap>
Bytes behind_ethernet(Wrap wrap) {
  Packets frames;
  for (const Bytes& packet : whole) frames.push_back(wrap(packet));
  return pcap(frames, 1);
}

Bytes clock_back() {
  Bytes file = pcap_header();
  std::uint64_t time = 100'000'000;
  for (const Bytes& packet : whole) {
    file += pcap_record(time, packet);
    time += 1000;
    if (time == 100'003'000) time = 95'000'000;
  }
  return file;
}

// ICMP: destination unreachable, port; RFC 792.
Bytes unreachable(const Bytes& packet) {
  const Bytes rest = number(0, 4) + packet.substr(0, 28);
  const Bytes type = number(0x0303, 2);
  return ip(server, client, 1,
            type + number(checksum(type + number(0, 2) + rest), 2) + rest);
}

// UDP without a payload.
Bytes datagram(std::uint16_t source, std::uint16_t destination, bool answer) {
  const Bytes header =
      number(source, 2) + number(destination, 2) + number(8, 2) + number(0, 2);
  return answer ? ip(server, client, 17, header)
                : ip(client, server, 17, header);
}

const Bytes upgrade =
    "GET / HTTP/1.1\r\nHost: server\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
const Bytes switching =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Accept: "
    "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
// "Hello", compressed: RFC 7692, section 7.2.3.1.
const Bytes compressed = "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00"s;

void write_all(const std::string& folder) {
  const auto write = [&](const std::string& name, const Bytes& bytes) {
    write_file(folder + "/" + name, bytes);
  };
  write("rst_before_syn_ack.pcap",
        pcap({syn, s({RST | ACK, 77, 4242}), s({SYN | ACK, S, C + 1}),
              c({ACK, C + 1, S + 1}), s({PSH | ACK, S + 1, C + 1, "hello"})}));
  write("clock_back.pcap", clock_back());
  write("not_websocket.pcap",
        pcap(stream({{true,
                      "\0\0\0\x0c"
                      "EHLO example"s},
                     {false, "\x82\xff\0\1 binary \0\x7f"s}})));
  write(
      "deflate.pcap",
      pcap(stream({{true, upgrade}, {false, switching}, {false, compressed}})));
  write("out_of_order.pcap",
        pcap(after_handshake(
            {c({ACK, C + 1, S + 1, "aa"}), c({ACK, C + 5, S + 1, "cc"}),
             c({ACK, C + 3, S + 1, "bb"}), s({ACK, S + 1, C + 7})})));
  write(
      "udp.pcap",
      pcap({datagram(40000, 53, false), unreachable(datagram(40000, 53, false)),
            datagram(123, 123, false), datagram(123, 123, true)}));
  write("resent_longer.pcap",
        pcap(after_handshake({c({PSH | ACK, C + 1, S + 1, "aa"}),
                              c({PSH | ACK, C + 1, S + 1, "aabb"}),
                              s({ACK, S + 1, C + 5})})));
  write("keepalive_probe.pcap",
        pcap(after_handshake({c({ACK, C, S + 1}), s({ACK, S + 1, C + 1})})));
  write("icmp_unreachable.pcap", pcap({syn, unreachable(syn)}));
  write("qinq.pcap", behind_ethernet([](const Bytes& packet) {
          return ethernet(0x0800, packet, number(0x88a8000781000008, 8));
        }));
  write("pppoe.pcap", behind_ethernet([](const Bytes& packet) {
          return ethernet(0x8864, number(0x11000001, 4) +
                                      number(packet.size() + 2, 2) +
                                      number(0x21, 2) + packet);
        }));
  write("mpls.pcap", behind_ethernet([](const Bytes& packet) {
          return ethernet(0x8847, number(0x0001004000011140, 8) + packet);
        }));
  write("snap.pcap", behind_ethernet([](const Bytes& packet) {
          const Bytes snap = number(0xaaaa03, 3) + number(0, 3);
          return ethernet(static_cast<unsigned>(packet.size()) + 8,
                          snap + number(0x0800, 2) + packet);
        }));
  write("raw_ipv4.pcap", pcap(whole, 228));
  write("little.pcapng", pcapng(whole, true, 6));
  write("big_nanoseconds.pcapng", pcapng(whole, false, 9));
  write("simple_blocks.pcapng", pcapng(whole, true, 6, true));
  const Bytes cut = pcapng(whole, true, 6);
  write("cut_short.pcapng", cut.substr(0, cut.size() - 30));
  write("whole.pcap", pcap(whole));
}

}  // namespace
}  // namespace captures

int main(int argc, char** argv) try {
  if (argc != 2) throw std::runtime_error{"usage: cases FOLDER"};
  captures::write_all(argv[1]);
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
