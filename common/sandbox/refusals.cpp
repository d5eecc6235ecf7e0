#include "common/sandbox/refusals.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "common/calls/filter.h"
#include "common/socket/must.h"

namespace sandbox {
namespace {

struct Refusal {
  long number;
  int error;
};

constexpr std::array table{
    // A filter of its own could answer a call before `calls` sees it; a ring
    // makes calls that nobody sees. ENOSYS: programs then do without.
    Refusal{SYS_seccomp, ENOSYS},
    Refusal{SYS_io_uring_setup, ENOSYS},
    // Its flags are in memory, where no filter can look; the C library then takes
    // clone.
    Refusal{SYS_clone3, ENOSYS},
    // More rights, in a namespace of its own.
    Refusal{SYS_unshare, EPERM},
    Refusal{SYS_setns, EPERM},
    // To the scheduler a session is one program, however many processes it has
    // (autogroup in sched(7)): so many sessions would have all of the cores.
    Refusal{SYS_setsid, EPERM},
    // Other processes, and what all processes of the machine share.
    Refusal{SYS_ptrace, EPERM},
    Refusal{SYS_process_vm_readv, EPERM},
    Refusal{SYS_process_vm_writev, EPERM},
    Refusal{SYS_add_key, EPERM},
    Refusal{SYS_request_key, EPERM},
    Refusal{SYS_keyctl, EPERM},
    Refusal{SYS_bpf, EPERM},
    Refusal{SYS_perf_event_open, EPERM},
    Refusal{SYS_userfaultfd, EPERM},
    // Memory that is no process's, and in no folder: watch.h would not count it.
    Refusal{SYS_memfd_create, ENOSYS},
    Refusal{SYS_memfd_secret, ENOSYS},
    Refusal{SYS_shmget, ENOSYS},
    Refusal{SYS_msgget, ENOSYS},
    Refusal{SYS_mq_open, ENOSYS},
};

constexpr std::uint32_t new_namespace =
    CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC |
    CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_UNTRACED;

constexpr std::uint32_t number_at = offsetof(seccomp_data, nr);
constexpr std::uint32_t numbering_at = offsetof(seccomp_data, arch);
constexpr std::uint32_t first_at = offsetof(seccomp_data, args);

constexpr std::uint32_t refused(int error) {
  return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error);
}

sock_filter load(std::uint32_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
}
sock_filter answer(std::uint32_t value) {
  return BPF_STMT(BPF_RET | BPF_K, value);
}
sock_filter jump(std::uint16_t test, std::uint32_t value, std::uint8_t if_so,
                 std::uint8_t if_not) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), value,
                  if_so, if_not);
}

}  // namespace

std::vector<sock_filter> refusals() {
  std::vector<sock_filter> program;
  const auto add = [&](std::initializer_list<sock_filter> code) {
    program.insert(program.end(), code);
  };
  const auto number = [](long its) { return static_cast<std::uint32_t>(its); };

  // Calls with other numbers are of 32 bits, and `calls` does not see those.
  add({load(numbering_at), jump(BPF_JEQ, calls::native_numbering(), 1, 0),
       answer(refused(ENOSYS)), load(number_at)});
#ifdef __x86_64__
  constexpr std::uint32_t x32_bit = 0x40000000;
  add({jump(BPF_JGE, x32_bit, 0, 1), answer(refused(ENOSYS))});
#endif
  for (const Refusal& refusal : table)
    add({jump(BPF_JEQ, number(refusal.number), 0, 1),
         answer(refused(refusal.error))});
  add({jump(BPF_JEQ, number(SYS_clone), 0, 4), load(first_at),
       jump(BPF_JSET, new_namespace, 0, 1), answer(refused(EPERM)),
       answer(SECCOMP_RET_ALLOW)});
  add({jump(BPF_JEQ, number(SYS_prctl), 0, 4), load(first_at),
       jump(BPF_JEQ, PR_SET_SECCOMP, 0, 1), answer(refused(EINVAL)),
       answer(SECCOMP_RET_ALLOW)});
  // Other families leave the network namespace (vsock), or reach deep into the
  // kernel.
  add({jump(BPF_JEQ, number(SYS_socket), 0, 6), load(first_at),
       jump(BPF_JEQ, AF_UNIX, 4, 0), jump(BPF_JEQ, AF_INET, 3, 0),
       jump(BPF_JEQ, AF_INET6, 2, 0), jump(BPF_JEQ, AF_NETLINK, 1, 0),
       answer(refused(EAFNOSUPPORT)), answer(SECCOMP_RET_ALLOW)});
  return program;
}

void refuse_calls() {
  std::vector<sock_filter> code = refusals();
  const sock_fprog program{static_cast<std::uint16_t>(code.size()),
                           code.data()};
  must(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0),
       "prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER)");
}

}  // namespace sandbox
