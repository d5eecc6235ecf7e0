// The line at the bottom of a terminal, without a terminal.
#include "common/ladder/status.h"

#include <gtest/gtest.h>

namespace ladder {
namespace {

struct StatusCase {
  Status status;
  std::size_t width;
  std::string text;
};

TEST(StatusText, SaysWhatWaitsWhatEnterDoesAndTheKeysThatAreOfUseNow) {
  const StatusCase cases[] = {
      {{.queue = "client nothing; server nothing"},
       99,
       "client → nothing  server → nothing   / to  r run on  > < one host  s "
       "ss "
       " q quit"},
      {{.queue = "client runs; server runs"},
       99,
       "client runs  server runs   / to  p stop  > < one host  s ss  q quit"},
      {{.queue = "client FIN, 2 more; server ACK"},
       120,
       "client → FIN, 2 more  server → ACK   Enter delivers the client's  d "
       "drop "
       " u twice  h behind  / to  r run on  > < s q"},
      {{.queue = "server ACK; client FIN, 2 more"},
       79,
       "client → FIN, 2 more  server → ACK   Enter delivers the server's  d u "
       "h / "
       "r > <"},
      {{.queue = "client FIN; server runs",
        .held = "server: close(8)",
        .call_is_next = true,
        .can_hold_calls = true},
       79,
       "client → FIN  server runs  server: close(8)   Enter lets it go  n d u "
       "h / "
       "r > <"},
      {{.queue = "client nothing; server nothing",
        .held = "server: accept4(3, SOCK_CLOEXEC)",
        .call_is_next = true},
       79,
       "client → nothing  server → nothing  server: accept4(3, …)   Enter lets "
       "it go"},
      {{.queue = "client FIN; server runs", .play_waits = true},
       72,
       "client → FIN  server runs   Enter goes on  n deliver  d u h / r > < s "
       "q"},
      {{.play_waits = true}, 60, "Enter goes on"},
      {{.queue = "client FIN; server runs", .typed = "/close("},
       79,
       "client → FIN  server runs  /close(   Enter runs to it  ESC ends this"},
      {{.queue = "client FIN; server runs; /FI"},
       79,
       "client → FIN  server runs  /FI   Enter runs to it  ESC ends this"},
      {{.held = "server: \x1b[2Jclose(8)", .call_is_next = true},
       60,
       "server: ?[2Jclose(8)   Enter lets it go"},
  };
  for (const auto& [status, width, text] : cases)
    EXPECT_EQ(status_text(status, width, false), text);
}

TEST(StatusText, IsPlainWhereTheTerminalIs) {
  EXPECT_EQ(status_text({.queue = "client FIN; server runs"}, 57, true),
            "client -> FIN  server runs   Enter delivers the client's");
}

TEST(StatusText, NeverIsWiderThanTheTerminal) {
  const Status status{.queue = "client FIN DATA 1448, 200 more; server RST",
                      .held = "server: sendfile(8, 5, 1000000)",
                      .call_is_next = true};
  for (std::size_t width = 24; width < 200; ++width) {
    const std::string text = status_text(status, width, true);
    EXPECT_LE(text.size(), width);
    EXPECT_NE(text.find("Enter lets it go"), text.npos) << width;
  }
}

// Rows are printed in its place, also when the terminal has become narrower.
TEST(StatusLine, IsTakenAwayWithAllLinesThatItFills) {
  StatusLine line{false, false};
  EXPECT_EQ(line.erased(80), "") << "it is not there";
  EXPECT_EQ(line.drawn({.play_waits = true}, 80), "Enter goes on");
  EXPECT_EQ(line.erased(80), "\r\x1b[J");
  EXPECT_EQ(line.erased(80), "") << "it is gone";
  line.drawn({.play_waits = true}, 80);
  EXPECT_EQ(line.erased(5), "\r\x1b[2A\x1b[J");
}

TEST(StatusLine, HasAColourOfItsOwnOnlyWhereThereAreColours) {
  StatusLine line{true, false};
  EXPECT_EQ(line.drawn({.play_waits = true}, 80),
            "\x1b[7mEnter goes on\x1b[0m");
}

}  // namespace
}  // namespace ladder
