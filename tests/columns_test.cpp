#include "common/text/columns.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

TEST(Columns, AreCountedInCharactersAndTwoForAWideOne) {
  EXPECT_EQ(text::columns("abc"), 3U);
  EXPECT_EQ(text::columns("é…─►"), 4U);
  EXPECT_EQ(text::columns("한국"), 4U);
}

TEST(Columns, CleanTextHasNoControlsAndIsUtf8) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a\nb\tc", "a b c"},
      {"\x1b[31m", "?[31m"},
      {"\x7f\xc2\x9b", "??"},
      {"\xff\xc3", "??"},
      {"\xc0\xaf", "??"},
      {"\xe0\x80\xaf", "???"},
      {"\xf0\x80\x80\xaf", "????"},
      {"\xed\xa0\x80", "???"},
      {"\xe2\x80\xae", "?"},
      {"\xf4\x90\x80\x80", "????"},
      {"é한\xf0\x9f\x98\x80", "é한\xf0\x9f\x98\x80"}};
  for (const auto& [text, clean] : cases) EXPECT_EQ(text::clean(text), clean);
  EXPECT_EQ(text::clean("é한a", true), "??a");
}

TEST(Columns, ALongTextLosesItsMiddle) {
  EXPECT_EQ(text::shorten("abcdefgh", 8, "…"), "abcdefgh");
  EXPECT_EQ(text::shorten("abcdefgh", 7, "…"), "abc…fgh");
  EXPECT_EQ(text::shorten("abcdefgh", 6, "…"), "abc…gh");
  EXPECT_EQ(text::shorten("abcdefgh", 5, "..."), "a...h");
  EXPECT_EQ(text::shorten("abcdefgh", 2, "..."), "");
  EXPECT_LE(text::columns(text::shorten("한국한국한국", 6, "…")), 6U);
}

TEST(Columns, ALongCallLosesArgumentsAndConstantsLast) {
  const std::vector<std::pair<std::size_t, std::string>> cases = {
      {39, "send(peer, answer, size, MSG_OOB) = 7"},
      {36, "send(peer, answer, …, MSG_OOB) = 7"},
      {30, "send(peer, …, MSG_OOB) = 7"},
      {25, "send(…, MSG_OOB) = 7"},
      {19, "send(peer, …) = 7"},
      {14, "send(…) = 7"},
      {10, "send() = 7"},
      {8, "send…= 7"},
  };
  for (const auto& [room, text] : cases)
    EXPECT_EQ(text::shorten_call("send(peer, answer, size, MSG_OOB)", " = 7",
                                 room, "…"),
              text)
        << room;
  EXPECT_EQ(text::shorten_call("f(g(a, b), {1, 0}, c)", "", 16, "…"),
            "f(g(a, b), …)");
  EXPECT_EQ(text::shorten_call("connect(client, server, size)",
                               " = -1 EHOSTUNREACH", 27, "…"),
            "connect() = -1 EHOSTUNREACH");
}

TEST(Columns, ALongCallKeepsADescriptorThatIsANumber) {
  const std::vector<std::pair<std::size_t, std::string>> cases = {
      {41, "getsockopt(5, SO_ERROR) = 0 ECONNREFUSED"},
      {39, "getsockopt(5, …) = 0 ECONNREFUSED"},
      {31, "getsockopt(5) = 0 ECONNREFUSED"},
      {28, "getsockopt(5) = 0 EC…REFUSED"},
      {20, "getsockopt…NNREFUSED"},
  };
  for (const auto& [room, text] : cases)
    EXPECT_EQ(text::shorten_call("getsockopt(5, SO_ERROR)", " = 0 ECONNREFUSED",
                                 room, "…"),
              text)
        << room;
}

TEST(Columns, ALongPollKeepsItsNumberAndWhatItHasFound) {
  const std::string call = "poll(5 POLLIN|POLLPRI|POLLRDNORM|POLLRDBAND)";
  EXPECT_EQ(text::shorten_call(call, " = 1: 5 POLLIN|POLLRDNORM", 46, "…"),
            "poll(5 …) = 1: 5 POLLIN|POLLRDNORM");
}

TEST(Columns, OfManyEventsSomeStayWhole) {
  const std::string events = " = 1: 4 EPOLLIN|EPOLLOUT|EPOLLRDHUP";
  EXPECT_EQ(text::shorten_call("epoll_wait(5)", events, 46, "…"),
            "epoll_wait(5) = 1: 4 EPOLLIN|…|EPOLLRDHUP");
  EXPECT_EQ(text::shorten_call("epoll_wait(5)", events, 49, "…"),
            "epoll_wait(5)" + events);
  // They might be of two descriptors.
  EXPECT_EQ(text::shorten_call(
                "poll(4)", " = 2: 4 POLLIN|POLLOUT, 5 POLLIN|POLLHUP", 40, "…"),
            "poll(4) = 2: 4 POLLIN|P…5 POLLIN|POLLHUP");
}

TEST(Columns, WhatMustBeSeenOfACallIsItsDescriptor) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"recv(client, buffer, size, MSG_PEEK)", "recv(client, …)"},
      {"recv(8, 65536)", "recv(8, …)"},
      {"accept(3)", "accept(3)"},
      {"fork()", "fork()"},
      {"setsockopt(8, SO_LINGER, {1, 0})", "setsockopt(8, SO_LINGER, …)"},
      {"poll(3 POLLIN, 4 POLLOUT)", "poll(3 POLLIN, …)"},
      {"exit: closes 8, 9", "exit: closes 8, 9"},
      {"(", "("},
      {"f(", "f("},
      {")f(", ")f("},
  };
  for (const auto& [call, least] : cases)
    EXPECT_EQ(text::brief_call(call, "…"), least);
}

TEST(Columns, WhereACallWantsToMayBeSeenToo) {
  for (const std::string call :
       {"bind(3, 0.0.0.0:80)", "connect(4, [::ffff:192.0.2.2]:80)"}) {
    EXPECT_EQ(text::brief_call(call, "…", true), call);
    EXPECT_EQ(text::brief_call(call, "…"),
              call.substr(0, call.find(' ')) + " …)");
  }
  EXPECT_EQ(text::brief_call("recv(8, 65536)", "…", true), "recv(8, …)");
}

TEST(Columns, ALongTextIsWrappedBetweenWords) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(text::wrap("", 5), Lines{""});
  EXPECT_EQ(text::wrap("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(text::wrap("onetwothree", 4), (Lines{"onet", "woth", "ree"}));
}

TEST(Printable, LeavesTextAsItIs) {
  EXPECT_EQ(text::printable(""), "");
  EXPECT_EQ(text::printable("hello, w\u00f6rld \u20ac \u00a0"),
            "hello, w\u00f6rld \u20ac \u00a0");
}

TEST(Printable, IsNotObeyedByATerminal) {
  EXPECT_EQ(text::printable("\x1b[31mred\n\x7f"), "?[31mred ?");
  EXPECT_EQ(text::printable(std::string{"a\0b", 3}), "a?b");
}

TEST(Printable, ShowsThoseOfTwoBytesTooForSomeTerminalsObeyThem) {
  EXPECT_EQ(text::printable("\u009b31m\u0080\u009f"), "?31m??");
}

TEST(Printable, CutsALongTextBetweenTwoCharacters) {
  EXPECT_EQ(text::printable("12345", 5), "12345");
  EXPECT_EQ(text::printable("123456", 5), "12345... (6 bytes)");
  EXPECT_EQ(text::printable("123\u20ac6", 5), "123... (7 bytes)");
  EXPECT_EQ(text::printable("\u20ac", 2), "... (3 bytes)");
}

}  // namespace
