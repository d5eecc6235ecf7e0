// Which calls the sandbox refuses: the instructions of its filter, as the kernel
// would run them.
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "common/calls/filter.h"
#include "common/sandbox/refusals.h"

namespace sandbox {
namespace {

// 0: the call is allowed.
int refusal_of(long number, std::uint64_t first = 0,
               std::uint32_t numbering = calls::native_numbering()) {
  const seccomp_data data{.nr = static_cast<int>(number),
                          .arch = numbering,
                          .instruction_pointer = 0,
                          .args = {first}};
  const std::vector<sock_filter> code = refusals();
  std::uint32_t loaded = 0;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const sock_filter& one = code[at];
    const auto go = [&](bool is_so) { at += is_so ? one.jt : one.jf; };
    switch (one.code) {
      case BPF_RET | BPF_K:
        if (one.k == SECCOMP_RET_ALLOW) return 0;
        EXPECT_EQ(one.k & SECCOMP_RET_ACTION_FULL, SECCOMP_RET_ERRNO);
        return static_cast<int>(one.k & SECCOMP_RET_DATA);
      case BPF_LD | BPF_W | BPF_ABS:
        std::memcpy(&loaded, reinterpret_cast<const char*>(&data) + one.k, 4);
        break;
      case BPF_JMP | BPF_JSET | BPF_K:
        go((loaded & one.k) != 0);
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        go(loaded >= one.k);
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        go(loaded == one.k);
        break;
      default:
        ADD_FAILURE() << one.code;
    }
  }
  ADD_FAILURE() << "it ends without an answer";
  return -1;
}

TEST(Refusals, WhatGetsMoreRightsOrReachesOthersIsRefused) {
  for (const long number :
       {SYS_unshare, SYS_setns, SYS_setsid, SYS_ptrace, SYS_process_vm_readv,
        SYS_process_vm_writev, SYS_add_key, SYS_request_key, SYS_keyctl,
        SYS_bpf, SYS_perf_event_open, SYS_userfaultfd})
    EXPECT_EQ(refusal_of(number), EPERM) << number;
}

TEST(Refusals, WhatCallsCannotSeeIsNotThere) {
  for (const long number : {SYS_seccomp, SYS_io_uring_setup, SYS_clone3})
    EXPECT_EQ(refusal_of(number), ENOSYS) << number;
  EXPECT_EQ(refusal_of(SYS_prctl, PR_SET_SECCOMP), EINVAL);
  EXPECT_EQ(refusal_of(SYS_getpid, 0, AUDIT_ARCH_I386), ENOSYS);
#ifdef __x86_64__
  EXPECT_EQ(refusal_of(0x40000000 + SYS_getpid), ENOSYS);  // x32
#endif
}

TEST(Refusals, MemoryThatIsNoProcesssIsNotThere) {
  for (const long number : {SYS_memfd_create, SYS_memfd_secret, SYS_shmget,
                            SYS_msgget, SYS_mq_open})
    EXPECT_EQ(refusal_of(number), ENOSYS) << number;
}

TEST(Refusals, AChildMayBeAThreadButHasNoNamespaceOfItsOwn) {
  EXPECT_EQ(refusal_of(SYS_clone, SIGCHLD), 0);
  EXPECT_EQ(refusal_of(SYS_clone, CLONE_VM | CLONE_FS | CLONE_FILES |
                                      CLONE_SIGHAND | CLONE_THREAD |
                                      CLONE_SETTLS | CLONE_PARENT_SETTID),
            0);
  for (const int flag :
       {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC,
        CLONE_NEWUTS, CLONE_NEWCGROUP, CLONE_UNTRACED})
    EXPECT_EQ(refusal_of(SYS_clone, static_cast<std::uint64_t>(flag | SIGCHLD)),
              EPERM)
        << flag;
}

TEST(Refusals, ASocketIsOfTheHostOrOfItsOwnProcesses) {
  for (const int family : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK})
    EXPECT_EQ(refusal_of(SYS_socket, static_cast<std::uint64_t>(family)), 0)
        << family;
  for (const int family : {AF_PACKET, AF_VSOCK, AF_ALG, AF_BLUETOOTH})
    EXPECT_EQ(refusal_of(SYS_socket, static_cast<std::uint64_t>(family)),
              EAFNOSUPPORT)
        << family;
}

TEST(Refusals, AllOthersAreAllowed) {
  for (const long number :
       {SYS_read, SYS_execve, SYS_mmap, SYS_futex, SYS_connect, SYS_epoll_ctl,
        SYS_kill, SYS_exit_group, SYS_semget})
    EXPECT_EQ(refusal_of(number), 0) << number;
  EXPECT_EQ(refusal_of(SYS_prctl, PR_SET_NAME), 0);
}

}  // namespace
}  // namespace sandbox
