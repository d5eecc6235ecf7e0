#include "common/text/errno_name.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <string>

// The same, as a C library compiles it that cannot name an error: the headers
// above are not read again.
namespace without_library {
#pragma push_macro("__GLIBC__")
#undef __GLIBC__
std::string errno_name(int error);
#include "common/text/errno_name.cpp"
#pragma pop_macro("__GLIBC__")
}  // namespace without_library

namespace {

TEST(ErrnoName, IsTheNameInTheManualPages) {
  struct Case {
    int error;
    const char* name;
  };
  for (const auto& [error, name] : {
           Case{ECONNRESET, "ECONNRESET"},
           Case{EPIPE, "EPIPE"},
           Case{EAGAIN, "EAGAIN"},
           Case{EWOULDBLOCK, "EAGAIN"},
           Case{EINPROGRESS, "EINPROGRESS"},
           Case{EADDRINUSE, "EADDRINUSE"},
           Case{ETIMEDOUT, "ETIMEDOUT"},
           Case{9999, "errno 9999"},
           Case{-1, "errno -1"},
       }) {
    EXPECT_EQ(errno_name(error), name);
    EXPECT_EQ(without_library::errno_name(error), name);
  }
}

TEST(ErrnoName, IsTheSameInOurTableAndInTheCLibrary) {
  int in_table = 0;
  for (int error = 1; error < 200; ++error) {
    const std::string name = without_library::errno_name(error);
    if (name == "errno " + std::to_string(error)) continue;
    ++in_table;
    EXPECT_EQ(name, errno_name(error));
  }
  EXPECT_GT(in_table, 20);
}

}  // namespace
