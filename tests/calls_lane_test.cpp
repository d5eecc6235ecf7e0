// What is told, kept back, and put into one row.
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <variant>
#include <vector>

#include "common/calls/lane.h"

namespace calls {
namespace {

class LaneTest : public testing::Test {
 protected:
  // Tells of a call and its return. Returns all texts that were told so far.
  const std::vector<std::string>& make(const std::string& text,
                                       Socket* to = nullptr,
                                       long long result = 0) {
    OpenCall call{.name = "call", .text = text};
    lane.call(thread, call, to);
    lane.returns(thread, call, result, to);
    return told;
  }

  std::vector<std::string> told;
  std::vector<trace::Event> events;
  Lane lane{trace::Host::server, [this](const trace::Event& event) {
              events.push_back(event);
              if (const auto* call = std::get_if<trace::Call>(&event))
                told.push_back(call->text);
              if (const auto* note = std::get_if<trace::Note>(&event))
                told.push_back(note->text);
            }};
  Thread thread{.id = 8,
                .process = std::make_shared<Process>(
                    Process{.id = 7, .program = "p", .threads = 1})};
  Socket socket{.protocol = Socket::Protocol::tcp};
};

using Texts = std::vector<std::string>;

TEST_F(LaneTest, ASocketIsKeptBackUntilItIsUsed) {
  make("socket()", &socket);
  EXPECT_EQ(make("other()"), Texts{"other()"});
  lane.use(socket, 0);
  EXPECT_EQ(make("connect()", &socket),
            (Texts{"other()", "socket()", "connect()"}));
}

TEST_F(LaneTest, WhatWasKeptBackHasTheTimeOfTheCallAboveWhichItStands) {
  make("socket()", &socket);
  lane.use(socket, 5);
  lane.fold(socket, 3, "SO_REUSEADDR");
  OpenCall bind{.t = 5, .text = "bind()"};
  lane.call(thread, bind, &socket);
  ASSERT_EQ(events.size(), 4U);
  for (const trace::Event& event : events)
    EXPECT_EQ(std::visit([](const auto& e) { return e.t; }, event), 5);
}

TEST_F(LaneTest, OptionsStandInOneRowBeforeTheNextCallOfTheirSocket) {
  socket.used = true;
  lane.fold(socket, 5, "TCP_NODELAY");
  lane.fold(socket, 5, "SO_KEEPALIVE");
  make("other()");
  EXPECT_EQ(make("recv()", &socket),
            (Texts{"other()", "5: TCP_NODELAY, SO_KEEPALIVE", "recv()"}));
}

TEST_F(LaneTest, AnErrorHasItsName) {
  make("recv()", nullptr, -ECONNRESET);
  const auto& end = std::get<trace::Return>(events.back());
  EXPECT_EQ(end.result, -1);
  EXPECT_EQ(end.error, "ECONNRESET");
}

TEST_F(LaneTest, AReturnHasTheNumberOfItsCallAndProcess) {
  make("one()");
  make("two()");
  const auto& call = std::get<trace::Call>(events[2]);
  const auto& end = std::get<trace::Return>(events[3]);
  EXPECT_EQ(call.id, end.id);
  EXPECT_NE(call.id, std::get<trace::Call>(events[0]).id);
  EXPECT_EQ(call.pid, 7);
  EXPECT_EQ(end.pid, 7);
}

TEST_F(LaneTest, AThreadIsNamedWhereThereAreSeveral) {
  make("one()");
  thread.process->threads = 2;
  make("two()");
  EXPECT_EQ(std::get<trace::Call>(events[0]).thread, 0);
  EXPECT_EQ(std::get<trace::Call>(events[2]).thread, 8);
}

}  // namespace
}  // namespace calls
