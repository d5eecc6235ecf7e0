// Expectations as sentences for a student.
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "common/check/words.h"
#include "common/verify/parser.h"

namespace check {
namespace {

std::string words(const std::string& line) {
  const auto parsed = verify::parse_expectations(line);
  return in_words(std::get<std::vector<verify::Expectation>>(parsed).at(0),
                  trace::Host::client);
}

TEST(CheckWords, SayOfAnExpectationWhatMustHappen) {
  struct {
    std::string line, words;
  } const cases[] = {
      {"client connects", "your program connects"},
      {"server closes",
       "the server closes its last descriptor of the connection"},
      {"client sends data \"GET \\\"x\"",
       "your program sends data that begin with \"GET \\\"x\""},
      {"client ends sending",
       "your program ends its direction (by shutdown(), or its last close())"},
      {"client reads end", "your program reads to the end (a read returns 0)"},
      {"client reads 1 bytes", "your program reads 1 byte in one call"},
      {"client reads >= 5 bytes", "your program reads at least 5 bytes"},
      {"server reads ECONNRESET", "the server gets ECONNRESET when it reads"},
      {"client call shutdown(... SHUT_WR)",
       "your program calls shutdown(... SHUT_WR)"},
      {"server return recv = -1 EAGAIN",
       "the server's call recv() returns -1 EAGAIN"},
      {"client sends SYN", "the client's kernel sends SYN"},
      {"client sends FIN DATA 5",
       "the client's kernel sends FIN with 5 bytes of data"},
      {"client sends [Close 1000]", "the client's kernel sends [Close 1000]"},
      {"client retransmits FIN", "the client's kernel sends FIN again"},
      {"server sends keep-alive probe",
       "the server's kernel sends a keep-alive probe"},
      {"client sends FIN dropped",
       "the client's kernel sends FIN, which is dropped"},
      {"server sends ICMP port unreachable",
       "the server's kernel sends ICMP port unreachable"},
      {"server state CLOSE-WAIT", "the server's kernel is in CLOSE-WAIT"},
      {"server state gone", "the server's kernel has no socket of it any more"},
      {"never client sends RST", "never: the client's kernel sends RST"},
      {"count 2 client sends SYN",
       "2 times in all: the client's kernel sends SYN"},
      {"client#2 closes",
       "your program closes its last descriptor of the connection, on "
       "connection 2"},
      {"client connects within 500ms", "your program connects, within 500 ms"},
      {"client sends RST not before 40ms",
       "the client's kernel sends RST, not sooner than after 40 ms"},
      {"any number of client sends data",
       "each time, in this order: your program sends data"},
  };
  for (const auto& [line, expected] : cases) EXPECT_EQ(words(line), expected);
}

}  // namespace
}  // namespace check
