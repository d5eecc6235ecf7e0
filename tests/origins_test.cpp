// The call that a segment comes from: what is said, and what is left unsaid.
#include "common/trace/origins.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/packet/packet.h"

namespace trace {
namespace {

const Ends known{"192.0.2.1:40000", "192.0.2.2:7000"};

// A client's program, and what it sends.
class OriginsTest : public testing::Test {
 protected:
  // CALL() does not say the ends.
  void call(const std::string& text, const Ends& ends = {}, int pid = 7) {
    last_ = {.t = t_ += 0.001,
             .program = "program",
             .pid = pid,
             .id = ++id_,
             .text = text};
    last_.ends = ends;
    origins_.take({last_});
  }
  void back(long long result, const std::string& error = "") {
    back(last_, result, error);
  }
  void back(const Call& call, long long result, const std::string& error = "") {
    origins_.take({Return{.t = t_ += 0.001,
                          .pid = call.pid,
                          .id = call.id,
                          .result = result,
                          .error = error},
                   call});
  }

  // Returns what is said of it, once all has happened.
  long sends(packet::Flags flags, std::uint32_t seq, std::uint32_t length = 0,
             SegmentKind kind = SegmentKind::ordinary) {
    Segment segment;
    segment.t = t_ += 0.001;
    segment.id = ++id_;
    segment.connection = 1;
    segment.source = known.local;
    segment.destination = known.peer;
    segment.flags = flags;
    segment.seq = seq;
    segment.length = length;
    segment.kind = kind;
    origins_.take({segment});
    return segment.id;
  }
  void server_sends() {
    Segment segment;
    segment.t = t_ += 0.001;
    segment.id = ++id_;
    segment.connection = 1;
    segment.from = Host::server;
    segment.source = known.peer;
    segment.destination = known.local;
    segment.flags = packet::ACK;
    origins_.take({segment});
  }

  Origins origins_;
  Call last_;
  double t_ = 0;

 private:
  long id_ = 0;
};

constexpr packet::Flags data = packet::PSH | packet::ACK;
constexpr packet::Flags fin = packet::FIN | packet::ACK;

TEST_F(OriginsTest, NamesTheCallsOfAConnection) {
  call("connect(client, server, size)");
  const long syn = sends(packet::SYN, 0);
  back(0);
  call("send(client, question, 5, 0)");
  const long question = sends(data, 1, 5);
  back(5);
  call("shutdown(client, SHUT_WR)");
  back(0);
  const long end = sends(fin, 6);
  EXPECT_EQ(origins_.of(syn), "client: connect(client, server, size) = 0");
  EXPECT_EQ(origins_.of(question), "client: send(client, question, 5, 0) = 5");
  EXPECT_EQ(origins_.of(end), "client: shutdown(client, SHUT_WR) = 0");
}

TEST_F(OriginsTest, NamesAllCallsWhoseBytesASegmentCarries) {
  call("send(8, 5)", known);
  back(5);
  call("send(8, 7)", known);
  back(7);
  const long first = sends(data, 1, 4);
  const long both = sends(data, 5, 8);
  EXPECT_EQ(origins_.of(first), "client: send(8, 5) = 5");
  EXPECT_EQ(origins_.of(both),
            "client: send(8, 5) = 5; client: send(8, 7) = 7");
}

TEST_F(OriginsTest, SaysNothingOnceBytesWereSentThatNoCallHasWritten) {
  call("send(8, 5)", known);
  back(5);
  const long good = sends(data, 1, 5);
  sends(data, 6, 1);
  EXPECT_EQ(origins_.of(good), "");
}

TEST_F(OriginsTest, SaysNothingIfBytesWereWrittenThatWereNotSent) {
  call("send(8, 5)", known);
  back(5);
  const long good = sends(data, 1, 5);
  call("send(8, 5)", known);
  back(5);
  call("shutdown(8, SHUT_WR)", known);
  back(0);
  sends(fin, 6);
  EXPECT_EQ(origins_.of(good), "");
}

TEST_F(OriginsTest, SaysNothingIfTwoThreadsWriteAtOnce) {
  call("send(8, 5)", known);
  const Call first = last_;
  call("send(8, 7)", known);
  back(7);
  back(first, 5);
  EXPECT_EQ(origins_.of(sends(data, 1, 12)), "");
}

TEST_F(OriginsTest, DoesNotCountWhatACallCouldNotWrite) {
  call("send(8, 5)", known);
  back(-1, "EAGAIN");
  call("send(8, 6)", known);
  back(6);
  EXPECT_EQ(origins_.of(sends(data, 1, 6)), "client: send(8, 6) = 6");
}

TEST_F(OriginsTest, DoesNotGuessWhichDescriptorACallIsAbout) {
  call("send(client, question, 5, 0)");
  back(5);
  call("send(other, question, 5, 0)");
  back(5);
  EXPECT_EQ(origins_.of(sends(data, 1, 5)), "");
}

TEST_F(OriginsTest, NamesTheCloseThatSendsAtOnce) {
  call("send(client, question, 5, 0)");
  back(5);
  sends(data, 1, 5);
  call("close(client)");
  back(0);
  EXPECT_EQ(origins_.of(sends(fin, 6)), "client: close(client) = 0");
}

TEST_F(OriginsTest, DoesNotTakeACloseForTheLast) {
  for (const std::string after : {"nothing", "a call", "dup", "a process"}) {
    SCOPED_TRACE(after);
    origins_ = {};
    call("send(client, question, 5, 0)");
    back(5);
    sends(data, 1, 5);
    if (after == "dup") call("dup(client)");
    call("close(client)");
    back(0);
    if (after == "a call") call("close(pipe)");
    if (after == "a process") call("close(pipe)", {}, 8);
    if (after == "nothing") t_ += 0.020;
    EXPECT_EQ(origins_.of(sends(fin, 6)), "");
  }
}

TEST_F(OriginsTest, BelievesATracerThatItIsTheLast) {
  last_ = {.t = t_,
           .program = "program",
           .pid = 7,
           .id = 99,
           .text = "exit: closes 8"};
  last_.closes = {known.local + " " + known.peer};
  origins_.take({last_});
  t_ += 5;
  EXPECT_EQ(origins_.of(sends(fin, 1)), "client: exit: closes 8");
}

TEST_F(OriginsTest, NamesTheCloseThatResets) {
  last_ = {
      .t = t_, .program = "program", .pid = 7, .id = 99, .text = "close(8)"};
  last_.closes = {known.local + " " + known.peer};
  origins_.take({last_});
  back(0);
  const long at_once = sends(packet::RST, 1);
  server_sends();
  const long answer = sends(packet::RST, 1);
  EXPECT_EQ(origins_.of(at_once), "client: close(8) = 0");
  EXPECT_EQ(origins_.of(answer), "");
}

TEST_F(OriginsTest, NamesTheReadThatOpensTheWindow) {
  call("recv(8, 100)", known);
  back(100);
  const long update = sends(packet::ACK, 1, 0, SegmentKind::window_update);
  const long ack = sends(packet::ACK, 1);
  EXPECT_EQ(origins_.of(update), "client: recv(8, 100) = 100");
  EXPECT_EQ(origins_.of(ack), "");
}

TEST_F(OriginsTest, LeavesWhatATimerSendsToTheKernel) {
  call("shutdown(8, SHUT_WR)", known);
  back(0);
  sends(fin, 1);
  EXPECT_EQ(origins_.of(sends(fin, 1, 0, SegmentKind::retransmission)), "");
}

}  // namespace
}  // namespace trace
