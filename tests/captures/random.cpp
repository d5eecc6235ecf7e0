// random FOLDER COUNT [SEED [tidy]]: writes captures of made-up connections, the
// same for each seed: with reordering, retransmissions, probes, closed windows,
// numbers that wrap around, ports that are used again; behind several links, as
// pcap and pcapng, some of them cut short. tests/tshark.sh compares two readings.
//
// Tidy: what can be named in one way only. Each segment was captured, only those
// of one side overtake each other, and a retransmission is as long as the first.
#include <algorithm>
#include <array>
#include <exception>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/captures/builder.h"

namespace captures {
namespace {

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_{seed} {}
  std::uint32_t number() { return static_cast<std::uint32_t>(engine_()); }
  unsigned below(unsigned limit) { return number() % limit; }
  bool one_in(unsigned n) { return below(n) == 0; }

 private:
  std::mt19937 engine_;
};

struct Side {
  End end;
  std::uint32_t next = 0;  // the sequence number that it sends next
  unsigned window = 500;
  std::vector<Tcp> sent{};  // with data
};

// A connection whose two sides do what comes to their minds.
class Talk {
 public:
  Talk(Chance& chance, bool tidy, bool ipv6, unsigned port)
      : chance_{chance}, tidy_{tidy} {
    const Bytes net =
        ipv6 ? number(0x20010db8, 4) + Bytes(11, '\0') : number(0xc00002, 3);
    sides_[0].end = {net + number(1, 1), 40000 + port};
    sides_[1].end = {net + number(2, 1), 7000};
    for (Side& side : sides_) {
      side.next = chance_.one_in(4) ? 0xffffff00 + chance_.below(256)
                                    : chance_.number();
      side.window = 1 + chance_.below(60000);
    }
  }

  void begin() {
    // The capture may begin in its middle.
    if (!tidy_ && chance_.one_in(6)) return;
    const bool scaled = chance_.one_in(2);
    const Bytes options = scaled ? Bytes("\1\3\3\7", 4) : Bytes{};
    send(0, {SYN, sides_[0].next, 0, "", 64240, options});
    if (chance_.one_in(8))
      send(0, {SYN, sides_[0].next, 0, "", 64240, options});
    ++sides_[0].next;
    const Tcp answer{SYN | ACK, sides_[1].next, sides_[0].next,
                     "",        65160,          options};
    send(1, answer);
    if (chance_.one_in(8)) send(1, answer);
    ++sides_[1].next;
    acknowledge(0);
    opening_ = packets_.size();
  }

  void act() {
    const unsigned at = chance_.below(2);
    Side& own = sides_[at];
    switch (chance_.below(10)) {
      case 0:  // a retransmission, perhaps of another length
        if (!own.sent.empty()) repeat(at);
        return;
      case 1:  // a keep-alive probe, and its answer
        if (tidy_) acknowledge(1 - at);
        send(at, {ACK, own.next - 1, sides_[1 - at].next,
                  chance_.one_in(2) ? "" : "x", own.window});
        return acknowledge(1 - at);
      case 2:
        return close_window(at);
      case 3:  // a duplicate ACK
        if (tidy_) data(1 - at);
        acknowledge(at);
        return acknowledge(at);
      case 4:  // a window update
        own.window = 1 + chance_.below(60000);
        return acknowledge(at);
      default:
        data(at);
        if (chance_.one_in(2)) acknowledge(1 - at);
    }
  }

  void end() {
    const unsigned at = chance_.below(2);
    if (chance_.one_in(4))
      return send(at, {RST | ACK, sides_[at].next, sides_[1 - at].next, "", 0});
    fin(at);
    if (chance_.one_in(3)) acknowledge(1 - at);
    if (chance_.one_in(5)) return;
    fin(1 - at);
    acknowledge(at);
  }

  // What it has sent, some of it in another order: not the opening handshake,
  // of which a part before its SYN would be of the connection before.
  std::vector<Bytes> take() {
    for (std::size_t i = opening_ + 1; i < packets_.size(); ++i)
      if (chance_.one_in(15) && (!tidy_ || may_overtake(i - 1, i)))
        std::swap(packets_[i - 1], packets_[i]);
    return std::exchange(packets_, {});
  }

 private:
  // Whether two packets have the same source, and the second is no RST.
  [[nodiscard]] bool may_overtake(std::size_t a, std::size_t b) const {
    const bool ipv6 = sides_[0].end.address.size() == 16;
    const std::size_t last_byte = ipv6 ? 23 : 15;
    const std::size_t flags = ipv6 ? 53 : 33;
    return packets_[a][last_byte] == packets_[b][last_byte] &&
           (static_cast<unsigned char>(packets_[b][flags]) & RST) == 0;
  }

  void send(unsigned at, const Tcp& segment) {
    packets_.push_back(tcp(sides_[at].end, sides_[1 - at].end, segment));
  }

  void acknowledge(unsigned at) {
    send(at,
         {ACK, sides_[at].next, sides_[1 - at].next, "", sides_[at].window});
  }

  void data(unsigned at) {
    Side& own = sides_[at];
    const Tcp segment{
        PSH | ACK, own.next, sides_[1 - at].next,
        Bytes(1 + chance_.below(chance_.one_in(3) ? 1400 : 9), 'd'),
        own.window};
    own.next += static_cast<std::uint32_t>(segment.data.size());
    own.sent.push_back(segment);
    // Or it was not captured.
    if (tidy_ || !chance_.one_in(12)) send(at, segment);
  }

  void repeat(unsigned at) {
    Side& own = sides_[at];
    Tcp again = own.sent[chance_.below(static_cast<unsigned>(own.sent.size()))];
    again.ack = sides_[1 - at].next;
    if (!tidy_ && chance_.one_in(4)) again.data += "more";
    if (!tidy_ && chance_.one_in(4))
      again.data.resize(1 + again.data.size() / 2);
    own.next += static_cast<std::uint32_t>(std::max<std::int64_t>(
        0,
        static_cast<std::int32_t>(again.seq + again.data.size() - own.next)));
    send(at, again);
  }

  // Shut, probed, and opened again.
  void close_window(unsigned at) {
    const Side& own = sides_[at];
    const Side& peer = sides_[1 - at];
    const Tcp shut{ACK, own.next, peer.next, "", 0};
    send(at, shut);
    if (chance_.one_in(2)) {
      const bool linux_probe = chance_.one_in(2);
      send(1 - at, {ACK, peer.next - (linux_probe ? 1 : 0), own.next,
                    linux_probe ? "" : "p", peer.window});
      send(at, shut);
    }
    acknowledge(at);
  }

  void fin(unsigned at) {
    send(at, {FIN | ACK, sides_[at].next, sides_[1 - at].next, "",
              sides_[at].window});
    if (chance_.one_in(6)) packets_.push_back(packets_.back());
    ++sides_[at].next;
  }

  Chance& chance_;
  bool tidy_;
  std::array<Side, 2> sides_{};
  std::vector<Bytes> packets_{};
  std::size_t opening_ = 0;  // the packets of its handshake
};

// What is no TCP: UDP, or an ICMP echo request.
Bytes make_noise(Chance& chance) {
  const End from{number(0xc0000209, 4), 5000};
  const End to{number(0xc0000202, 4), 53};
  if (chance.one_in(2))
    return ip(from, to, 1, number(0x0800f7fe, 4) + number(1, 4));
  return ip(
      from, to, 17,
      number(from.port, 2) + number(to.port, 2) + number(8, 2) + number(0, 2));
}

std::vector<Bytes> make_packets(Chance& chance, bool tidy) {
  const bool ipv6 = chance.one_in(3);
  const bool mixed = chance.one_in(2);  // else one after the other
  std::vector<std::vector<Bytes>> talks(1 + chance.below(4));
  for (unsigned i = 0; i < talks.size(); ++i) {
    // Where one has ended the next may use its port again.
    Talk talk{chance, tidy, ipv6, mixed ? i : chance.below(3)};
    talk.begin();
    for (unsigned n = chance.below(12); n > 0; --n) talk.act();
    if (!chance.one_in(4)) talk.end();
    talks[i] = talk.take();
  }
  std::vector<Bytes> packets;
  while (!talks.empty()) {
    const auto at =
        mixed ? chance.below(static_cast<unsigned>(talks.size())) : 0;
    if (talks[at].empty()) {
      talks.erase(talks.begin() + at);
      continue;
    }
    packets.push_back(talks[at].front());
    talks[at].erase(talks[at].begin());
  }
  for (std::size_t i = 0; i < packets.size(); ++i)
    if (!tidy && chance.one_in(40))
      packets.insert(packets.begin() + static_cast<std::ptrdiff_t>(i),
                     make_noise(chance));
  return packets;
}

// A link type, and a frame of it. `kind`: from 0 to 7.
unsigned link_of(unsigned kind) {
  constexpr std::array<unsigned, 8> types = {101, 1, 1, 1, 1, 113, 276, 0};
  return types[kind];
}

Bytes frame_of(unsigned kind, const Bytes& packet) {
  const bool ipv6 = static_cast<unsigned char>(packet[0]) >> 4 == 6;
  const unsigned type = ipv6 ? 0x86dd : 0x0800;
  switch (kind) {
    case 1:
      return ethernet(type, packet);
    case 2:
      return ethernet(type, packet, number(0x88a8000781000008, 8));
    case 3:
      return ethernet(0x8864, number(0x11000001, 4) +
                                  number(packet.size() + 2, 2) +
                                  number(ipv6 ? 0x57 : 0x21, 2) + packet);
    case 4:
      return ethernet(0x8847, number(0x0001004000011140, 8) + packet);
    case 5:
      return number(0x000003040006, 6) + number(0, 8) + number(type, 2) +
             packet;
    case 6:
      return number(type, 2) + number(1, 6) + number(0x03040006, 4) +
             number(0, 8) + packet;
    case 7:
      return number(ipv6 ? 30 : 2, 4, true) + packet;
    default:
      return packet;
  }
}

Bytes make_capture(Chance& chance, bool tidy) {
  const std::vector<Bytes> packets = make_packets(chance, tidy);
  const bool as_pcapng = chance.one_in(2);
  const bool little = chance.one_in(2);
  const std::array<unsigned, 2> kinds = {chance.below(8), chance.below(8)};
  const std::size_t kept =
      chance.one_in(5) ? 96 + chance.below(100) : Bytes::npos;
  Bytes file = as_pcapng ? pcapng_section(little) +
                               pcapng_interface(link_of(kinds[0]), 6, little) +
                               pcapng_interface(link_of(kinds[1]), 9, little)
                         : pcap_header(link_of(kinds[0]));
  std::uint64_t time = 1'700'000'000'000'000;
  for (const Bytes& packet : packets) {
    const unsigned at = as_pcapng ? chance.below(2) : 0;
    const Bytes frame = frame_of(kinds[at], packet);
    file += as_pcapng ? pcapng_packet(at, at == 0 ? time : time * 1000, frame,
                                      little, kept)
                      : pcap_record(time, frame, kept);
    if (as_pcapng && chance.one_in(9))
      file += pcapng_block(5, Bytes(12, '\0'), little);
    time += chance.one_in(2) ? 50 : 30'000 + chance.below(400'000);
  }
  if (chance.one_in(10))
    file.resize(file.size() - chance.below(std::min<unsigned>(
                                  60, static_cast<unsigned>(file.size()) / 2)));
  return file;
}

}  // namespace
}  // namespace captures

int main(int argc, char** argv) try {
  if (argc < 3)
    throw std::runtime_error{"usage: random FOLDER COUNT [SEED [tidy]]"};
  const unsigned seed =
      argc > 3 ? static_cast<unsigned>(std::stoul(argv[3])) : 1;
  for (unsigned n = 0; n < std::stoul(argv[2]); ++n) {
    captures::Chance chance{seed * 1'000'000 + n};
    captures::write_file(std::string{argv[1]} + "/" + std::to_string(n),
                         captures::make_capture(chance, argc > 4));
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
