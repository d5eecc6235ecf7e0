#include "common/calls/filter.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <span>
#include <utility>

#include "common/calls/table.h"

namespace calls {
namespace {

// i386 makes its sockets with socketcall or socket, and x32 numbers socket so.
constexpr std::uint32_t i386_socketcall = 102;
constexpr std::uint32_t i386_socket = 359;
constexpr std::uint32_t x32_socket = 0x40000000 + 41;

constexpr std::uint32_t trace = SECCOMP_RET_TRACE | our_mark;
constexpr std::uint32_t number_at = offsetof(seccomp_data, nr);
constexpr std::uint32_t numbering_at = offsetof(seccomp_data, arch);
constexpr std::uint32_t first_at = offsetof(seccomp_data, args);
constexpr std::uint32_t second_at = first_at + 8;

class Program {
 public:
  void load(std::uint32_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset); }
  void answer(std::uint32_t value) { add(BPF_RET | BPF_K, value); }

  // Passes over so many instructions if what was loaded is that value, or not.
  void jump(std::uint32_t value, std::size_t if_so, std::size_t if_not) {
    add(BPF_JMP | BPF_JEQ | BPF_K, value, if_so, if_not);
  }
  void trace_if(std::uint32_t value) {
    jump(value, 0, 1);
    answer(trace);
  }
  void trace_if_set(std::uint32_t bit) {
    add(BPF_JMP | BPF_JSET, bit, 0, 1);
    answer(trace);
  }

  std::vector<sock_filter> take() { return std::move(code_); }

 private:
  void add(std::uint16_t code, std::uint32_t k, std::size_t if_so = 0,
           std::size_t if_not = 0) {
    code_.push_back({code, static_cast<std::uint8_t>(if_so),
                     static_cast<std::uint8_t>(if_not), k});
  }
  std::vector<sock_filter> code_;
};

// The rows of one number, which count with some second arguments alone.
void trace_some(Program& program, std::span<const Row> rows) {
  program.jump(static_cast<std::uint32_t>(rows[0].number), 0,
               2 + 2 * rows.size());
  program.load(second_at);
  for (const Row& row : rows) program.trace_if(*row.second);
  program.answer(SECCOMP_RET_ALLOW);
}

// A child without a tracer: the kernel would refuse the calls that we trace. clone3
// has its flags in memory, where no filter can look.
void trace_untraced_child(Program& program) {
  program.jump(static_cast<std::uint32_t>(SYS_clone), 0, 4);
  program.load(first_at);
  program.trace_if_set(CLONE_UNTRACED);
  program.answer(SECCOMP_RET_ALLOW);
}

}  // namespace

std::uint32_t native_numbering() {
#if defined __x86_64__
  return AUDIT_ARCH_X86_64;
#elif defined __aarch64__
  return AUDIT_ARCH_AARCH64;
#endif
}

std::vector<sock_filter> filter() {
  Program program;
  program.load(numbering_at);
  program.jump(native_numbering(), 6, 0);
  program.load(number_at);
  program.trace_if(i386_socketcall);
  program.trace_if(i386_socket);
  program.answer(SECCOMP_RET_ALLOW);

  program.load(number_at);
  for (const long number : {SYS_execve, SYS_execveat, SYS_ptrace, SYS_clone3})
    program.trace_if(static_cast<std::uint32_t>(number));
  program.trace_if(x32_socket);
  trace_untraced_child(program);
  for (auto rows = table(); !rows.empty();) {
    const auto same = static_cast<std::size_t>(std::ranges::count(
        rows, rows[0].number, &Row::number));  // they stand together
    if (rows[0].second)
      trace_some(program, rows.first(same));
    else
      program.trace_if(static_cast<std::uint32_t>(rows[0].number));
    rows = rows.subspan(same);
  }
  program.answer(SECCOMP_RET_ALLOW);
  return program.take();
}

int install_filter() {
  std::vector<sock_filter> code = filter();
  const sock_fprog program{static_cast<std::uint16_t>(code.size()),
                           code.data()};
  const auto install = [&] {
    return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
  };
  if (install() == 0) return 0;
  if (errno != EACCES || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
    return errno;
  return install() == 0 ? 0 : errno;
}

}  // namespace calls
