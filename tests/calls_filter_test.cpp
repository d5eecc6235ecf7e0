// Which calls the filter stops: its instructions, as the kernel would run them.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/syscall.h>

#include <csignal>
#include <cstddef>
#include <cstring>

#include "common/calls/filter.h"
#include "common/calls/table.h"

namespace calls {
namespace {

std::uint32_t answer_to(const seccomp_data& data) {
  const std::vector<sock_filter> code = filter();
  std::uint32_t loaded = 0;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const sock_filter& one = code[at];
    if (one.code == (BPF_RET | BPF_K)) return one.k;
    if (one.code == (BPF_LD | BPF_W | BPF_ABS))
      std::memcpy(&loaded, reinterpret_cast<const char*>(&data) + one.k, 4);
    else if (one.code == (BPF_JMP | BPF_JSET))
      at += (loaded & one.k) != 0 ? one.jt : one.jf;
    else
      at += loaded == one.k ? one.jt : one.jf;
  }
  ADD_FAILURE() << "it ends without an answer";
  return 0;
}

bool stops(long number, std::uint64_t second = 0,
           std::uint32_t numbering = native_numbering(),
           std::uint64_t first = 3) {
  const std::uint32_t answer = answer_to({.nr = static_cast<int>(number),
                                          .arch = numbering,
                                          .instruction_pointer = 0,
                                          .args = {first, second}});
  EXPECT_TRUE(answer == SECCOMP_RET_ALLOW ||
              answer == (SECCOMP_RET_TRACE | our_mark))
      << answer;
  return answer != SECCOMP_RET_ALLOW;
}

TEST(Filter, StopsEachCallOfTheTable) {
  for (const Row& row : table())
    EXPECT_TRUE(stops(row.number, row.second.value_or(0))) << row.name;
}

TEST(Filter, StopsWhatReplacesAProgramOrTracesIt) {
  for (const long number : {SYS_execve, SYS_execveat, SYS_ptrace})
    EXPECT_TRUE(stops(number)) << number;
}

TEST(Filter, StopsTheStartOfAChildThatIsNotToBeTraced) {
  EXPECT_TRUE(stops(SYS_clone, 0, native_numbering(),
                    CLONE_FILES | CLONE_UNTRACED | SIGCHLD));
  EXPECT_FALSE(stops(SYS_clone, 0, native_numbering(), CLONE_FILES | SIGCHLD));
  EXPECT_TRUE(stops(SYS_clone3));  // a filter cannot see its flags
}

TEST(Filter, LetsAllOthersPass) {
  for (const long number : {SYS_getppid, SYS_openat, SYS_mmap, SYS_futex,
                            SYS_clone, SYS_exit_group, SYS_nanosleep})
    EXPECT_FALSE(stops(number)) << number;
  EXPECT_FALSE(stops(SYS_fcntl, F_GETFL));
  EXPECT_FALSE(stops(SYS_fcntl, F_SETLK));
}

#ifdef __x86_64__
TEST(Filter, StopsASocketOf32Bits) {
  EXPECT_TRUE(stops(359, 0, AUDIT_ARCH_I386));
  EXPECT_TRUE(stops(102, 0, AUDIT_ARCH_I386));
  EXPECT_FALSE(stops(SYS_connect, 0, AUDIT_ARCH_I386));
}
#endif

}  // namespace
}  // namespace calls
