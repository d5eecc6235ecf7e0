#include "common/host/keyboard.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "common/socket/fd.h"

namespace {

termios settings() {
  termios now{};
  EXPECT_EQ(::tcgetattr(STDIN_FILENO, &now), 0);
  return now;
}

TEST(Keyboard, ChangesNothingButWaitingForEnterAndEcho) {
  const Fd master{::posix_openpt(O_RDWR | O_NOCTTY)};
  ASSERT_TRUE(master && ::grantpt(master.get()) == 0 &&
              ::unlockpt(master.get()) == 0);
  const Fd terminal{::open(::ptsname(master.get()), O_RDWR | O_NOCTTY)};
  const Fd standard_input{::dup(STDIN_FILENO)};
  ASSERT_EQ(::dup2(terminal.get(), STDIN_FILENO), STDIN_FILENO);

  const termios before = settings();
  {
    const host::Keyboard keyboard{true};
    const termios now = settings();
    EXPECT_EQ(now.c_lflag, before.c_lflag & ~unsigned{ICANON | ECHO});
    EXPECT_EQ(now.c_iflag, before.c_iflag);  // Enter is a line end
    EXPECT_EQ(now.c_oflag, before.c_oflag);  // and a line begins at the left
  }
  EXPECT_EQ(settings().c_lflag, before.c_lflag);
  EXPECT_EQ(settings().c_oflag, before.c_oflag);
  ::dup2(standard_input.get(), STDIN_FILENO);
}

}  // namespace
