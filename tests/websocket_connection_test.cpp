// What a Connection sends of its own will, and how it ends.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/websocket_transcript.h"

namespace {

using transcript::code;
using transcript::encode;
using transcript::Recorder;
using websocket::bytes_of;
using websocket::Connection;
using websocket::Limits;
using websocket::Opcode;
using websocket::Output;
using websocket::Role;

constexpr int text = 1;
constexpr int close = 8;
constexpr int ping = 9;

// Plays what `send` sends, on a client and on a server.
template <typename Send>
void expect_sent(Send send, const std::string& expected) {
  for (const Role role : {Role::client, Role::server}) {
    Recorder recorder{role};
    send(recorder.connection, recorder.output);
    recorder.note_output();
    EXPECT_EQ(recorder.text(), expected);
  }
}

TEST(Sending, MakesAFrameOfAMessage) {
  expect_sent(
      [](Connection& c, Output& output) {
        EXPECT_TRUE(c.send(Opcode::text, bytes_of("Hello"), output));
        EXPECT_TRUE(c.send(Opcode::binary, bytes_of(""), output));
      },
      "sends text 'Hello' | sends binary");
}

TEST(Sending, MakesFragmentsOfAMessageInPieces) {
  expect_sent(
      [](Connection& c, Output& output) {
        c.send(Opcode::text, bytes_of("one"), output, false);
        c.ping(bytes_of("between"), output);
        c.send(Opcode::text, bytes_of("two"), output, false);
        c.send(Opcode::text, bytes_of("three"), output);
        c.send(Opcode::binary, bytes_of("four"), output);
      },
      "sends text (not the last) 'one' | sends ping 'between' | "
      "sends continuation (not the last) 'two' | sends continuation 'three' | "
      "sends binary 'four'");
}

TEST(Sending, PingsAndPongs) {
  expect_sent(
      [](Connection& c, Output& output) {
        EXPECT_TRUE(c.ping(bytes_of("are you there?"), output));
        EXPECT_TRUE(c.pong(bytes_of(""), output));
      },
      "sends ping 'are you there?' | sends pong");
}

TEST(Sending, ClosesWithACodeAndAReasonOrWithout) {
  expect_sent(
      [](Connection& c, Output& output) { EXPECT_TRUE(c.close(output)); },
      "sends close");
  expect_sent(
      [](Connection& c, Output& output) {
        EXPECT_TRUE(c.close(1001, "the server goes home", output));
      },
      "sends close 1001 'the server goes home'");
}

TEST(Sending, SendsNothingBehindItsClose) {
  expect_sent(
      [](Connection& c, Output& output) {
        EXPECT_TRUE(c.is_open());
        c.close(1000, "", output);
        EXPECT_FALSE(c.is_open());
        EXPECT_FALSE(c.send(Opcode::text, bytes_of("late"), output));
        EXPECT_FALSE(c.ping({}, output));
        EXPECT_FALSE(c.pong({}, output));
        EXPECT_FALSE(c.close(output));
        EXPECT_FALSE(c.close(1001, "", output));
      },
      "sends close 1000");
}

TEST(Sending, ThrowsWhatNoFrameMayHold) {
  for (const Role role : {Role::client, Role::server}) {
    Connection c{role};
    Output output;
    const std::string long_payload(126, 'a');
    const std::string long_reason(124, 'a');
    using Wrong = std::invalid_argument;
    EXPECT_THROW(c.ping(bytes_of(long_payload), output), Wrong);
    EXPECT_THROW(c.pong(bytes_of(long_payload), output), Wrong);
    EXPECT_THROW(c.send(Opcode::close, {}, output), Wrong);
    EXPECT_THROW(c.send(Opcode::continuation, {}, output), Wrong);
    EXPECT_THROW(c.close(1000, long_reason, output), Wrong);
    EXPECT_THROW(c.close(1000, "\xff", output), Wrong);
    for (const int forbidden : {0, 999, 1004, 1005, 1006, 1015, 2000, 5000}) {
      EXPECT_THROW(
          c.close(static_cast<websocket::CloseCode>(forbidden), "", output),
          Wrong);
    }
    EXPECT_TRUE(output.empty());
    EXPECT_TRUE(c.is_open());
  }
}

TEST(Sending, MasksEachFrameOfAClientWithAnotherKey) {
  Connection client{Role::client};
  std::set<websocket::MaskingKey> keys;
  for (int i = 0; i < 50; ++i) {
    Output output;
    client.ping({}, output);
    std::span<std::byte> bytes{output};
    keys.insert(*websocket::HeaderReader{}.read(bytes)->key);
  }
  EXPECT_EQ(keys.size(), 50U);
}

TEST(Sending, GivesAServerAHeaderForAPayloadThatIsSentApart) {
  const std::string payload(70'000, 'a');
  Output whole;
  Output header;
  Connection server{Role::server};
  server.send(Opcode::binary, bytes_of(payload), whole);
  EXPECT_TRUE(server.send_header(Opcode::binary, payload.size(), header));
  websocket::append(header, bytes_of(payload));
  EXPECT_EQ(header, whole);

  Connection client{Role::client};
  EXPECT_THROW(client.send_header(Opcode::binary, 1, header), std::logic_error);
  server.close(header);
  EXPECT_FALSE(server.send_header(Opcode::binary, 1, header));
}

Role other(Role role) {
  return role == Role::client ? Role::server : Role::client;
}

TEST(Closing, DeliversWhatThePeerSendsBeforeItsClose) {
  for (const Role role : {Role::client, Role::server}) {
    Recorder r{role};
    r.connection.close(1001, "home", r.output);
    r.note_output();
    r.feed(encode({{text, "still"}, {ping, "p"}, {text, "here"}}, other(role)));
    r.feed(encode({{close, code(1001) + "ok"}, {text, "late"}}, other(role)));
    r.end_tcp();
    // A Ping is not answered: nothing follows our Close.
    EXPECT_EQ(r.text(),
              "sends close 1001 'home' | text 'still' | ping 'p' | "
              "text 'here' | closed 1001 'ok'");
  }
}

TEST(Closing, SendsNoSecondCloseWhenARuleIsBrokenBehindIts) {
  for (const Role role : {Role::client, Role::server}) {
    Recorder r{role};
    r.connection.close(r.output);
    r.feed(encode({{text, "\xff"}}, other(role)));
    r.end_tcp();
    EXPECT_EQ(r.text(), "failure: text is UTF-8 | sends close");
  }
}

TEST(Closing, Is1006IfTcpEndsWithoutAClose) {
  for (const Role role : {Role::client, Role::server}) {
    Recorder r{role};
    r.feed(encode({{text, "half", false}}, other(role)));
    r.end_tcp();
    EXPECT_FALSE(r.connection.is_open());
    EXPECT_FALSE(r.connection.ping({}, r.output));
    r.end_tcp();
    EXPECT_EQ(r.text(), "closed 1006");
  }
}

TEST(Closing, Is1006IfOnlyOneSideHasClosed) {
  for (const Role role : {Role::client, Role::server}) {
    Recorder r{role};
    r.connection.close(1000, "", r.output);
    r.end_tcp();
    EXPECT_EQ(r.text(), "closed 1006");
  }
}

TEST(Closing, IsToldOnce) {
  for (const Role role : {Role::client, Role::server}) {
    Recorder r{role};
    r.feed(encode({{close, code(1000)}}, other(role)));
    r.end_tcp();
    EXPECT_EQ(r.text(), "closed 1000 | sends close 1000");
  }
}

TEST(Closing, MakesTheServerEndTcpAndTheClientWait) {
  const auto ends = [](Role role, const std::vector<transcript::Frame>& frames,
                       bool closes_first) {
    Recorder r{role};
    if (closes_first) r.connection.close(r.output);
    r.feed(encode(frames, other(role)));
    return r.connection.ends_tcp();
  };
  EXPECT_FALSE(ends(Role::server, {{text, "a"}}, false));
  EXPECT_FALSE(ends(Role::server, {{text, "a"}}, true));  // Close is owed
  EXPECT_TRUE(ends(Role::server, {{close}}, false));
  EXPECT_TRUE(ends(Role::server, {{close}}, true));
  EXPECT_TRUE(ends(Role::server, {{text, "\xff"}}, false));
  EXPECT_TRUE(ends(Role::server, {{text, "\xff"}}, true));
  EXPECT_FALSE(ends(Role::client, {{close}}, false));
  EXPECT_FALSE(ends(Role::client, {{close}}, true));
  EXPECT_FALSE(ends(Role::client, {{text, "\xff"}}, false));
}

TEST(Receiving, LeavesAPayloadThatCameAtOnceWhereItIs) {
  std::string bytes = encode({{text, "Hello"}, {ping, "p"}}, Role::client);
  auto input = std::as_writable_bytes(std::span{bytes});
  Connection server{Role::server};
  Output output;
  const auto message = std::get<websocket::Message>(server.next(input, output));
  EXPECT_EQ(static_cast<const void*>(message.payload.data()), &bytes[6]);
  EXPECT_EQ(input.size(), 7U);  // of the Ping
  const auto pinged = std::get<websocket::Ping>(server.next(input, output));
  EXPECT_EQ(static_cast<const void*>(pinged.payload.data()), &bytes[17]);
}

// Frames of every kind, right and wrong, some with lengths that lie.
std::string random_frames(std::mt19937& random, Role sender) {
  const std::vector<int> opcodes = {0, 0, 0, 1, 1, 2, 8, 9, 10, 3};
  const std::vector<std::string> pieces = {
      "",     "a",        "text",
      "\xce", "\xba",     "\xf0\x9d\x84\x9e",
      "\xff", "\x03\xe8", std::string(126, 'b')};
  std::vector<transcript::Frame> frames;
  for (int i = 0; i < 8; ++i) {
    transcript::Frame frame{opcodes[random() % opcodes.size()]};
    for (std::size_t n = random() % 4; n > 0; --n)
      frame.payload += pieces[random() % pieces.size()];
    frame.fin = random() % 3 != 0;
    if (random() % 50 == 0) frame.reserved = 1;
    if (random() % 50 == 0) frame.length_bytes = 8;
    if (random() % 50 == 0) frame.length = random() % 400;
    if (random() % 50 == 0) frame.masked_as_it_must = false;
    frames.push_back(frame);
  }
  return encode(frames, sender);
}

TEST(Receiving, TellsTheSameHoweverTheBytesAreCut) {
  std::mt19937 random{6455};
  for (int round = 0; round < 3000; ++round) {
    const Role role = random() % 2 == 0 ? Role::client : Role::server;
    const std::string bytes = random_frames(random, other(role));
    const Limits limits{.frame_bytes = 400, .message_bytes = 800};
    Recorder whole{role, limits};
    whole.feed(bytes);
    Recorder cut{role, limits};
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = random() % 20;
      cut.feed(bytes.substr(at, size));
      at += size;
    }
    ASSERT_EQ(cut.text(), whole.text()) << "round " << round;
  }
}

}  // namespace
