// WebSocket frames inside TCP segments: what begins in which, however the bytes
// are cut into segments, lost, sent again, or not kept.
#include "common/trace/frames.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/websocket/frame.h"

namespace {

using trace::Frames;
using trace::Host;
using trace::in_brackets;
using trace::Segment;
using websocket::append_header;
using websocket::Opcode;
using namespace std::string_literals;

const std::string request =
    "GET /chat HTTP/1.1\r\nHost: server\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n";
const std::string answer =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

struct Bits {
  bool fin = true;
  std::uint8_t reserved = 0;
};

std::string frame(bool masked, Opcode opcode, const std::string& payload,
                  Bits bits = {}) {
  websocket::FrameHeader header{
      .fin = bits.fin, .reserved = bits.reserved, .opcode = opcode};
  if (masked)
    header.key = {std::byte{1}, std::byte{0xf2}, std::byte{3}, std::byte{44}};
  websocket::Output bytes;
  append_frame(bytes, header, websocket::bytes_of(payload));
  return std::string{websocket::text_of(bytes)};
}

std::string masked(Opcode opcode, const std::string& payload, Bits bits = {}) {
  return frame(true, opcode, payload, bits);
}

std::string plain(Opcode opcode, const std::string& payload, Bits bits = {}) {
  return frame(false, opcode, payload, bits);
}

Segment segment(Host from, std::uint32_t seq, const std::string& data) {
  const bool clients = from == Host::client;
  Segment s;
  s.connection = 1;
  s.from = from;
  s.source = clients ? "192.0.2.1:40000" : "192.0.2.2:7000";
  s.destination = clients ? "192.0.2.2:7000" : "192.0.2.1:40000";
  s.flags = packet::ACK;
  s.seq = seq;
  s.length = static_cast<std::uint32_t>(data.size());
  s.data = data;
  return s;
}

// A connection; what its segments are called is given back in brackets.
class Talk {
 public:
  std::string client(const std::string& data) {
    const Segment s = segment(Host::client, client_next_, data);
    client_next_ += s.length;
    return name(s);
  }
  std::string server(const std::string& data) {
    const Segment s = segment(Host::server, server_next_, data);
    server_next_ += s.length;
    return name(s);
  }
  std::string name(Segment s) {
    frames_.name(s);
    return in_brackets(s.frames, 1000);
  }
  void open() {
    EXPECT_EQ(client(request), "[GET /chat]");
    EXPECT_EQ(server(answer), "[101]");
  }
  [[nodiscard]] std::uint32_t client_next() const { return client_next_; }

 private:
  Frames frames_{7000};
  std::uint32_t client_next_ = 1;
  std::uint32_t server_next_ = 1;
};

Talk opened() {
  Talk talk;
  talk.open();
  return talk;
}

TEST(Frames, AreNamedByWhatTheyAre) {
  const auto opcode = [](int number) { return static_cast<Opcode>(number); };
  const struct {
    std::string client;
    std::string named;
  } cases[] = {
      {masked(Opcode::text, "Hello"), "[Text 5]"},
      {masked(Opcode::text, ""), "[Text 0]"},
      {masked(Opcode::binary, std::string(125, 'x')), "[Binary 125]"},
      {masked(Opcode::binary, std::string(126, 'x')), "[Binary 126]"},
      {masked(Opcode::binary, std::string(65'535, 'x')), "[Binary 65535]"},
      {masked(Opcode::binary, std::string(100'000, 'x')), "[Binary 100000]"},
      {masked(Opcode::text, "Hel", {.fin = false}), "[Text 3...]"},
      {masked(Opcode::continuation, "lo", {.fin = false}),
       "[Continuation 2...]"},
      {masked(Opcode::continuation, ""), "[Continuation 0]"},
      {masked(Opcode::ping, ""), "[Ping]"},
      {masked(Opcode::ping, "", {.fin = false}), "[Ping...]"},
      {masked(Opcode::pong, "beat"), "[Pong 4]"},
      {masked(Opcode::close, ""), "[Close]"},
      {masked(Opcode::close, "\x03\xe8"), "[Close 1000]"},
      {masked(Opcode::close, "\x0f\xa0why"), "[Close 4000]"},
      {masked(Opcode::close, "\x03"), "[Close 1 byte]"},
      {masked(Opcode::close, "\x03\xe8", {.fin = false}), "[Close 1000...]"},
      {masked(Opcode::close, "\x03\xe8" + std::string(200, 'x')),
       "[Close 1000]"},
      {masked(Opcode::text, "Hello", {.reserved = 4}), "[RSV1 Text 5]"},
      {masked(Opcode::text, "Hello", {.reserved = 3}), "[RSV2 RSV3 Text 5]"},
      {masked(opcode(3), "Hello"), "[opcode 3]"},
      {masked(opcode(15), ""), "[opcode 15]"},
      {plain(Opcode::text, "Hello"), "[Text 5 unmasked]"},
      {plain(Opcode::text, "Hel", {.fin = false}), "[Text 3... unmasked]"},
      {plain(Opcode::close, "\x03\xe8"), "[Close 1000 unmasked]"},
  };
  for (const auto& [bytes, named] : cases) {
    EXPECT_EQ(opened().client(bytes), named);
    Talk talk = opened();
    talk.client(bytes);
    EXPECT_EQ(talk.client(masked(Opcode::ping, "")), "[Ping]") << named;
  }
  EXPECT_EQ(opened().server(plain(Opcode::text, "Hello")), "[Text 5]");
  EXPECT_EQ(opened().server(plain(Opcode::close, "\x03\xe9")), "[Close 1001]");
  EXPECT_EQ(opened().server(masked(Opcode::ping, "")), "[Ping masked]");
}

TEST(Frames, BeginInASegmentOrGoOnInIt) {
  Talk talk = opened();
  const std::string text = masked(Opcode::text, "Hello");
  const std::string binary = masked(Opcode::binary, std::string(1000, 'x'));
  EXPECT_EQ(talk.client(text + masked(Opcode::ping, "") + text),
            "[Text 5, Ping, Text 5]");
  EXPECT_EQ(talk.client(binary.substr(0, 400)), "[Binary 1000]");
  EXPECT_EQ(talk.client(binary.substr(400, 400)), "[... Binary]");
  EXPECT_EQ(talk.client(binary.substr(800)), "[... Binary]");
  EXPECT_EQ(talk.client(binary.substr(0, 400)), "[Binary 1000]");
  EXPECT_EQ(talk.client(binary.substr(400) + text), "[Text 5]");
  EXPECT_EQ(talk.server(""), "");

  // Nothing is said of what has no name yet.
  EXPECT_EQ(talk.client(binary.substr(0, 3)), "[...]");
  EXPECT_EQ(talk.client(binary.substr(3)), "[Binary 1000]");
  const std::string close = masked(Opcode::close, "\x03\xe8");
  EXPECT_EQ(talk.client(close.substr(0, 7)), "[...]");
  EXPECT_EQ(talk.client(close.substr(7)), "[Close 1000]");
}

// Every way to cut it in two, and a byte at a time.
TEST(Frames, AreTheSameHoweverTheBytesAreCut) {
  const std::string client =
      request + masked(Opcode::text, "Hel", {.fin = false}) +
      masked(Opcode::ping, "beat") + masked(Opcode::continuation, "lo") +
      masked(Opcode::binary, std::string(300, 'x')) +
      masked(Opcode::close,
             "\x03\xe8"
             "bye");
  const std::string expected =
      "GET /chat, Text 3..., Ping 4, Continuation 2, Binary 300, Close 1000";
  const auto play = [&](const std::vector<std::size_t>& sizes) {
    Frames frames{7000};
    std::string named;
    std::uint32_t seq = 1;
    for (const std::size_t size : sizes) {
      Segment s = segment(Host::client, seq, client.substr(seq - 1, size));
      frames.name(s);
      seq += s.length;
      for (const std::string& name : s.frames)
        if (!name.starts_with("..."))
          named += (named.empty() ? "" : ", ") + name;
    }
    return named;
  };
  EXPECT_EQ(play({client.size()}), expected);
  EXPECT_EQ(play(std::vector<std::size_t>(client.size(), 1)), expected);
  for (std::size_t cut = 1; cut < client.size(); ++cut)
    EXPECT_EQ(play({cut, client.size() - cut}), expected) << cut;
}

TEST(Frames, AreNamedAgainWhenTheyAreSentAgain) {
  Talk talk = opened();
  const std::uint32_t begin = talk.client_next();
  const std::string text = masked(Opcode::text, "Hello");
  const std::string binary = masked(Opcode::binary, std::string(500, 'x'));
  talk.client(text);
  talk.client(binary.substr(0, 100));
  talk.client(binary.substr(100));
  const auto again = [&](std::uint32_t seq, const std::string& data) {
    return talk.name(segment(Host::client, begin + seq, data));
  };
  EXPECT_EQ(again(0, text), "[Text 5]");
  EXPECT_EQ(again(11, binary.substr(0, 100)), "[Binary 500]");
  EXPECT_EQ(again(111, binary.substr(100)), "[... Binary]");
  EXPECT_EQ(again(0, text + binary), "[Text 5, Binary 500]");  // in one now
  EXPECT_EQ(again(0, text.substr(0, 3)), "[...]");
  EXPECT_EQ(again(3, text.substr(3)), "[Text 5]");
  EXPECT_EQ(talk.client(text), "[Text 5]");  // and the next one is the next

  // The kernel may put what is new behind what it sends again.
  const auto next = talk.client_next();
  EXPECT_EQ(talk.name(segment(Host::client, next - 11, text + text + text)),
            "[Text 5, Text 5, Text 5]");
  EXPECT_EQ(talk.name(segment(Host::client, next + 22, text)), "[Text 5]");

  // A probe of a peer that has no room: an old byte.
  EXPECT_EQ(talk.name(segment(Host::client, next + 32, "x")), "[... Text]");
  EXPECT_EQ(talk.name(segment(Host::client, next + 33, text)), "[Text 5]");
}

TEST(Frames, NeedNoPayloadButTheHeaders) {
  Talk talk = opened();
  const auto kept = [&](const std::string& data, std::size_t bytes) {
    Segment s = segment(Host::client, talk.client_next(), data);
    s.data.resize(bytes);
    return s;
  };
  const std::string binary = masked(Opcode::binary, std::string(200, 'x'));
  const std::string text = masked(Opcode::text, "Hello");
  std::uint32_t seq = talk.client_next();
  const auto send = [&](const std::string& data, std::size_t bytes) {
    Segment s = kept(data, bytes);
    s.seq = seq;
    seq += s.length;
    return talk.name(s);
  };
  EXPECT_EQ(send(binary, 8), "[Binary 200]");
  EXPECT_EQ(send(text, 6), "[Text 5]");
  EXPECT_EQ(send(binary.substr(0, 100), 64), "[Binary 200]");
  EXPECT_EQ(send(binary.substr(100), 0), "[... Binary]");
  EXPECT_EQ(send(text + text, 11 + 6), "[Text 5, Text 5]");
  EXPECT_EQ(send(binary + text, 64), "[Binary 200, ?]");  // once
  EXPECT_EQ(send(text, 11), "");
  EXPECT_EQ(talk.server(plain(Opcode::text, "Hello")), "[Text 5]");

  // No trace of ours holds more data than the segment; a false one may.
  Talk longer = opened();
  Segment twice = segment(Host::client, longer.client_next(), text + text);
  twice.length = 11;
  EXPECT_EQ(longer.name(twice), "[Text 5]");
  EXPECT_EQ(longer.name(segment(Host::client, twice.seq + 11, binary)),
            "[Binary 200]");

  Talk cut;
  Segment s = segment(Host::client, 1, request);
  s.data.resize(64);
  EXPECT_EQ(cut.name(s), "[GET /chat, ?]");
  Talk opened_again = opened();
  s = segment(Host::client, opened_again.client_next(),
              masked(Opcode::close, "\x03\xe8"));
  s.data.resize(7);
  EXPECT_EQ(opened_again.name(s), "[?]");
}

TEST(Frames, AreUnknownBehindWhatWasNotSeen) {
  const std::string text = masked(Opcode::text, "Hello");
  Talk talk = opened();
  const std::uint32_t next = talk.client_next();
  EXPECT_EQ(talk.name(segment(Host::client, next + 11, text)), "[?]");
  EXPECT_EQ(talk.name(segment(Host::client, next + 22, text)), "");
  EXPECT_EQ(talk.name(segment(Host::client, next, text)), "[...]");
  EXPECT_EQ(talk.name(segment(Host::client, next + 11, text)), "[?]");  // again

  // But a payload need not be whole, nor in order.
  const std::string binary = masked(Opcode::binary, std::string(300, 'x'));
  Talk other = opened();
  const std::uint32_t begin = other.client_next();
  other.name(segment(Host::client, begin, binary.substr(0, 100)));
  EXPECT_EQ(
      other.name(segment(Host::client, begin + 200, binary.substr(200, 50))),
      "[... Binary]");
  EXPECT_EQ(
      other.name(segment(Host::client, begin + 100, binary.substr(100, 100))),
      "[... Binary]");
  EXPECT_EQ(
      other.name(segment(Host::client, begin + 250, binary.substr(250) + text)),
      "[Text 5]");

  // A connection that is seen from its middle on.
  EXPECT_EQ(Talk{}.client(text), "[?]");
  EXPECT_EQ(Talk{}.server(plain(Opcode::text, "Hello")), "[?]");
  EXPECT_EQ(Talk{}.client("\x16\x03\x01\x02"s), "[?]");  // TLS
  EXPECT_EQ(Talk{}.client("get / HTTP/1.1\r\n"), "[?]");
  EXPECT_EQ(Talk{}.client("GET\r\n"), "[?]");
  EXPECT_EQ(Talk{}.client("GET  HTTP/1.1\r\n"), "[?]");
  EXPECT_EQ(Talk{}.server("SSH-2.0 101 Debian\r\n"), "[?]");
  EXPECT_EQ(Talk{}.server("HTTP/1.1 1010 OK\r\n"), "[?]");
  EXPECT_EQ(Talk{}.server("HTTP/1.1 OK\r\n"), "[?]");
  EXPECT_EQ(Talk{}.client(std::string(70'000, 'x')), "[?]");
}

TEST(Frames, StandBehindHttp) {
  const std::string page = "GET / HTTP/1.1\r\nHost: server\r\n\r\n";
  const std::string head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n";
  const std::string text = masked(Opcode::text, "Hello");
  {
    Talk talk;  // a head in several segments
    EXPECT_EQ(talk.client(request.substr(0, 7)), "[...]");
    EXPECT_EQ(talk.client(request.substr(7, 40)), "[GET /chat]");
    EXPECT_EQ(talk.client(request.substr(47)), "[... GET]");
    EXPECT_EQ(talk.server(answer + plain(Opcode::text, "Hello")),
              "[101, Text 5]");
  }
  {
    Talk talk;  // the first frame does not wait for the answer
    EXPECT_EQ(talk.client(request + text), "[GET /chat, Text 5]");
    EXPECT_EQ(talk.server(answer), "[101]");
    EXPECT_EQ(talk.client(text), "[Text 5]");
  }
  {
    Talk talk;  // a page first, on the same connection
    EXPECT_EQ(talk.client(page), "[GET /]");
    EXPECT_EQ(talk.server(head + "01234"), "[200]");
    EXPECT_EQ(talk.server("56789"), "[... 200]");
    talk.open();
    EXPECT_EQ(talk.client(text), "[Text 5]");
  }
  {
    Talk talk;  // refused, and asked again: HTTP
    EXPECT_EQ(talk.client(request), "[GET /chat]");
    EXPECT_EQ(talk.server("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
              "[401]");
    talk.open();
    EXPECT_EQ(talk.client(text), "[Text 5]");
  }
  {
    Talk talk;  // refused: HTTP to its end
    EXPECT_EQ(talk.client(request), "[GET /chat]");
    EXPECT_EQ(talk.server("HTTP/1.1 400 Bad Request\r\n\r\nno\n"), "[400]");
    EXPECT_EQ(talk.server("HTTP/1.1 200 OK\r\n\r\n"), "[... 400]");
    EXPECT_EQ(talk.client(page), "[GET /]");
  }
  {
    Talk talk;  // a server that gives what nobody has asked for
    EXPECT_EQ(talk.client(page), "[GET /]");
    EXPECT_EQ(talk.server(answer), "[101]");
    EXPECT_EQ(talk.client(text), "[Text 5]");
  }
  {
    Talk talk;  // the second page has no length: it lasts to the end
    talk.client(page + page);
    EXPECT_EQ(talk.server(head + "0123456789HTTP/1.1 200 OK\r\n\r\n" + head),
              "[200, 200]");
  }
  {
    Talk talk;  // no body, whatever the head says
    talk.client(page);
    EXPECT_EQ(
        talk.server("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n" +
                    head),
        "[304, 200]");
  }
  {
    Talk talk;  // a request with a body
    EXPECT_EQ(
        talk.client("POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nGET" + page),
        "[POST /x, GET /]");
  }
  EXPECT_EQ(Talk{}.client("GET /" + std::string(99, 'x') + " HTTP/1.1\r\n"),
            "[GET /xxxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxxx]");
  EXPECT_EQ(Talk{}.client("GET /\xff\xc3\xa9 HTTP/1.1\r\n"),
            "[GET /?\xc3\xa9]");
}

TEST(Frames, AreCompressedWhereBothSidesHaveAgreed) {
  const auto with = [](std::string head, const std::string& extensions) {
    head.insert(head.size() - 2,
                "Sec-WebSocket-Extensions: " + extensions + "\r\n");
    return head;
  };
  const std::string offer =
      with(request, "x, permessage-deflate; client_max_window_bits, x-webkit");
  const std::string grant = with(answer, "Permessage-Deflate; x=\"1\"");
  const std::string other = with(answer, "permessage-deflated");
  const struct {
    std::string request, answer;
    Opcode opcode;
    Bits bits;
    std::string named;
  } cases[] = {
      {offer, grant, Opcode::text, {.reserved = 4}, "Text 5 compressed"},
      {offer, grant, Opcode::binary, {.reserved = 4}, "Binary 5 compressed"},
      {offer, grant, Opcode::text, {false, 4}, "Text 5... compressed"},
      {offer, grant, Opcode::text, {}, "Text 5"},
      {offer, grant, Opcode::text, {.reserved = 6}, "RSV1 RSV2 Text 5"},
      {offer, grant, Opcode::ping, {.reserved = 4}, "RSV1 Ping 5"},
      {offer,
       grant,
       Opcode::continuation,
       {.reserved = 4},
       "RSV1 Continuation 5"},
      {offer, answer, Opcode::text, {.reserved = 4}, "RSV1 Text 5"},
      {request, grant, Opcode::text, {.reserved = 4}, "RSV1 Text 5"},
      {offer, other, Opcode::text, {.reserved = 4}, "RSV1 Text 5"},
  };
  for (const auto& one : cases) {
    Talk talk;
    talk.client(one.request);
    EXPECT_EQ(talk.server(one.answer + plain(one.opcode, "Hello", one.bits)),
              "[101, " + one.named + "]");
    EXPECT_EQ(talk.client(masked(one.opcode, "Hello", one.bits)),
              "[" + one.named + "]");
    EXPECT_EQ(talk.client(plain(one.opcode, "Hello", one.bits)),
              "[" + one.named + " unmasked]");
  }
}

TEST(Frames, AreNoneBehindAnotherProtocolsUpgrade) {
  Talk talk;
  EXPECT_EQ(talk.client("GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n"), "[GET /]");
  EXPECT_EQ(talk.server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n"
                        "\r\n" +
                        std::string("\0\0\x12\4", 4)),
            "[101, ?]");
  EXPECT_EQ(talk.client(masked(Opcode::text, "Hello")), "[?]");
}

TEST(Frames, OfAConnectionThatStaysHttpAreItsHeads) {
  const std::string get = "GET /a HTTP/1.1\r\nHost: server\r\n\r\n";
  const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n";
  Talk talk;
  EXPECT_EQ(talk.client(get), "[GET /a]");
  EXPECT_EQ(talk.server(chunked + "3;x=1\r\nGET\r\n"), "[200]");
  EXPECT_EQ(talk.server("00a\r\n01234"), "[... 200]");
  EXPECT_EQ(talk.server("56789\r\n0\r\nX: y\r\n\r\n" + ok + "abc"), "[200]");
  EXPECT_EQ(talk.server("HTTP/1.1 304 Not Modified\r\n\r\n"), "[304]");
  EXPECT_EQ(talk.client("HEAD /b HTTP/1.1\r\n\r\n"), "[HEAD /b]");
  EXPECT_EQ(talk.server(ok), "[200]");
  EXPECT_EQ(talk.client("PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "1\r\nx\r\n0\r\n\r\n" +
                        request),
            "[PUT /c, GET /chat]");
  EXPECT_EQ(talk.server("HTTP/1.1 100 Continue\r\n\r\n" + ok + "abc" + answer),
            "[100, 200, 101]");
  EXPECT_EQ(talk.client(masked(Opcode::text, "Hello")), "[Text 5]");

  Talk broken;
  EXPECT_EQ(broken.server(chunked + "no size\r\n"), "[200, ?]");
}

TEST(Frames, AreReadOnTheirPortAlone) {
  Frames frames{7000};
  for (const char* address : {"192.0.2.2:7001", "192.0.2.2:17000", "7000"}) {
    Segment s = segment(Host::client, 1, request);
    s.destination = address;
    frames.name(s);
    EXPECT_TRUE(s.frames.empty()) << address;
  }
  Segment s = segment(Host::client, 0, request);
  s.destination = "[2001:db8::2]:7000";
  s.flags = packet::SYN;  // with data, as TCP Fast Open has it
  frames.name(s);
  EXPECT_EQ(in_brackets(s.frames, 4), "[GET /chat]");
  s.connection = 2;  // each connection by itself
  frames.name(s);
  EXPECT_EQ(in_brackets(s.frames, 4), "[GET /chat]");
}

TEST(Frames, MayBeLongerThanTheSequenceNumbersAre) {
  constexpr std::uint64_t five_gigabytes = 5'000'000'000;
  websocket::Output header;
  append_header(header, {.opcode = Opcode::binary, .length = five_gigabytes});
  Talk talk = opened();
  EXPECT_EQ(talk.server(std::string{websocket::text_of(header)}),
            "[Binary 5000000000]");
  auto seq = static_cast<std::uint32_t>(1 + answer.size() + header.size());
  for (std::uint64_t sent = 0; sent < five_gigabytes; sent += 1'000'000'000) {
    Segment s = segment(Host::server, seq, "");
    s.length = 1'000'000'000;
    EXPECT_EQ(talk.name(s), "[... Binary]");
    seq += s.length;
  }
  EXPECT_EQ(talk.name(segment(Host::server, seq, plain(Opcode::ping, ""))),
            "[Ping]");

  header.clear();
  append_header(header, {.opcode = Opcode::text, .length = ~0ULL});
  Talk endless = opened();
  EXPECT_EQ(endless.server(std::string{websocket::text_of(header)} + "x"),
            "[Text 18446744073709551615]");
  EXPECT_EQ(endless.server("x"), "[... Text]");
}

TEST(Frames, OfTheNewestConnectionsAreRemembered) {
  Frames frames{7000};
  Segment s = segment(Host::client, 1, request);
  for (int number = 1; number <= 1'001; ++number) {
    s.connection = number;
    frames.name(s);
  }
  const auto go_on = [&](int number) {
    Segment next =
        segment(Host::client, 1 + s.length, masked(Opcode::ping, ""));
    next.connection = number;
    frames.name(next);
    return in_brackets(next.frames, 4);
  };
  EXPECT_EQ(go_on(1'001), "[Ping]");
  EXPECT_EQ(go_on(3), "[Ping]");
  EXPECT_EQ(go_on(1), "[?]");

  // And its newest frames.
  Talk talk = opened();
  const std::uint32_t first = talk.client_next();
  const std::string ping = masked(Opcode::ping, "");
  for (int i = 0; i < 1'001; ++i) talk.client(ping);
  EXPECT_EQ(talk.name(segment(Host::client, first + 6, ping)), "[Ping]");
  EXPECT_EQ(talk.name(segment(Host::client, first, ping)), "[...]");

  trace::FrameStream stream{true};
  std::string pings;
  for (int i = 0; i < 5'000; ++i) pings += masked(Opcode::ping, "");
  stream.take(request + pings, 0);
  EXPECT_EQ(stream.named().size(), 5'001U);
  stream.forget_oldest();
  EXPECT_EQ(stream.named().size(), 1'000U);
}

TEST(Frames, AreShownUpToANumber) {
  EXPECT_EQ(in_brackets({}, 4), "");
  EXPECT_EQ(in_brackets({"Ping"}, 1), "[Ping]");
  EXPECT_EQ(in_brackets({"Text 5", "Ping"}, 2), "[Text 5, Ping]");
  EXPECT_EQ(in_brackets({"Text 5", "Ping", "Pong"}, 1), "[Text 5, 2 more]");
}

TEST(Frames, AreFoundByNameInOrder) {
  const std::vector<std::string> frames = {"Text 5", "Ping", "Text 6...",
                                           "Close", "Close 1000"};
  const struct {
    std::string names;
    bool found;
  } cases[] = {
      {"[Text 5]", true},
      {"[Ping]", true},
      {"[Text 5, Close 1000]", true},
      {"[Ping, Text 5]", false},
      {"[Ping, Ping]", false},
      {"[Text 6]", false},
      {"[Text]", false},
      {"[Text ...]", true},
      {"[Text ..., Text ...]", true},
      {"[Text ..., Text ..., Text ...]", false},
      {"[Close ..., Close ...]", true},
      {"[Tex ...]", false},
      {"[Binary ...]", false},
  };
  for (const auto& [names, found] : cases) {
    std::vector<std::string> parsed = trace::parse_frames(names);
    if (names == "[Tex ...]") parsed = {"Tex ..."};
    ASSERT_FALSE(parsed.empty()) << names;
    EXPECT_EQ(trace::has_frames(frames, parsed), found) << names;
  }
  EXPECT_TRUE(trace::has_frames({}, {}));
  EXPECT_FALSE(trace::has_frames({}, {"Ping"}));
}

TEST(Frames, AreRefusedIfTheyCannotBe) {
  for (const std::string text :
       {"", "[", "[]", "[close 1000]", "[Clos 1000]", "[Text 5,Ping 6]x",
        "[Text 5, ]", "[ Text 5]", "[12]", "[RSV4 Text 5]", "[RSV1]",
        "[3 more]", "Text 5"})
    EXPECT_TRUE(trace::parse_frames(text).empty()) << text;
  for (const std::string text :
       {"[RSV1 RSV3 Text 5...]", "[GET /a], Ping]", "[101]", "[?]", "[...]",
        "[... Binary]", "[Text 5 unmasked]", "[Ping...]", "[opcode 3]",
        "[Text 5... compressed]"})
    EXPECT_FALSE(trace::parse_frames(text).empty()) << text;
}

// A connection that carries TLS.
class Tls {
 public:
  std::string client(std::uint32_t seq, const std::string& data,
                     std::uint32_t length = 0) {
    return name(segment(Host::client, seq, data), length);
  }
  std::string server(std::uint32_t seq, const std::string& data) {
    return name(segment(Host::server, seq, data), 0);
  }

 private:
  std::string name(Segment s, std::uint32_t length) {
    if (length > 0) s.length = length;
    frames_.name(s);
    return in_brackets(s.frames, 1000);
  }
  Frames frames_{7000, trace::Protocol::tls};
};

const std::string ten_bytes = "\x17\3\3\0\x0a"s + std::string(10, 'x');

TEST(Frames, AreRecordsOfTlsIfThatIsAskedFor) {
  Tls tls;
  EXPECT_EQ(tls.client(1, ten_bytes + ten_bytes),
            "[ApplicationData 10, ApplicationData 10]");
  EXPECT_EQ(tls.server(1, "\x15\3\3\0\2\2\x30"s), "[Alert fatal unknown_ca]");
  EXPECT_EQ(tls.client(31, "GET / HTTP/1.1"), "[?]");
  EXPECT_EQ(tls.client(45, ten_bytes), "");
}

TEST(Frames, OfTlsAreCutAndSentAgain) {
  Tls tls;
  EXPECT_EQ(tls.client(1, ten_bytes.substr(0, 4)), "[...]");
  EXPECT_EQ(tls.client(5, ten_bytes.substr(4, 3)), "[ApplicationData 10]");
  EXPECT_EQ(tls.client(8, ten_bytes.substr(7)), "[... ApplicationData]");
  EXPECT_EQ(tls.client(1, ten_bytes + ten_bytes),
            "[ApplicationData 10, ApplicationData 10]");
}

TEST(Frames, OfTlsNeedTheirHeadersAndNotWhatIsEncrypted) {
  Tls tls;
  EXPECT_EQ(tls.client(1, ten_bytes.substr(0, 7), 15), "[ApplicationData 10]");
  EXPECT_EQ(tls.client(16, ten_bytes.substr(0, 3), 15), "[?]");
  EXPECT_EQ(tls.server(1, ten_bytes.substr(0, 8)), "[ApplicationData 10]");
  EXPECT_EQ(tls.server(12, ten_bytes.substr(11) + ten_bytes),
            "[ApplicationData 10]");
}

TEST(Frames, OfTlsAreNamesInAnExpectation) {
  for (const std::string name :
       {"ClientHello ...", "ServerHello 1.3 resumed", "ChangeCipherSpec",
        "ApplicationData 19", "Alert fatal unknown_ca", "NewSessionTicket",
        "HelloRetryRequest", "Handshake 40 encrypted", "Heartbeat 3"})
    EXPECT_FALSE(trace::parse_frames("[" + name + "]").empty()) << name;
  EXPECT_TRUE(trace::parse_frames("[clientHello]").empty());
}

}  // namespace
