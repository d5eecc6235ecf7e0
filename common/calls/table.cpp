#include "common/calls/table.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <vector>

namespace calls {

namespace {

std::vector<Row> sorted_table() {
  using enum Argument;
  using enum Kind;
  // clang-format off
  std::vector<Row> rows = {
    // The number, the name, the kind, the arguments, the name if one of them is null.
    {SYS_socket, "socket", makes, {domain, type, protocol}},
    {SYS_bind, "bind", places, {fd, address}},
    {SYS_listen, "listen", places, {fd, number}},
    {SYS_connect, "connect", connects, {fd, address}},
    {SYS_accept, "accept", accepts, {fd}},
    {SYS_accept4, "accept4", accepts, {fd, nothing, nothing, socket_flags}},
    {SYS_read, "read", reads, {fd, nothing, size}},
    {SYS_readv, "readv", reads, {fd, vectors}},
    {SYS_preadv2, "preadv2", reads, {fd, vectors}},
    {SYS_recvfrom, "recvfrom", reads, {fd, nothing, size, message_flags}, "recv", 4},
    {SYS_recvmsg, "recvmsg", reads, {fd, message, message_flags}},
    {SYS_recvmmsg, "recvmmsg", reads, {fd, messages, nothing, message_flags}},
    {SYS_write, "write", writes, {fd, nothing, size}},
    {SYS_writev, "writev", writes, {fd, vectors}},
    {SYS_pwritev2, "pwritev2", writes, {fd, vectors}},
    {SYS_sendto, "sendto", writes, {fd, nothing, size, message_flags, address}, "send", 4},
    {SYS_sendmsg, "sendmsg", writes, {fd, message, message_flags}},
    {SYS_sendmmsg, "sendmmsg", writes, {fd, messages, nothing, message_flags}},
    {SYS_sendfile, "sendfile", copies, {fd, fd, nothing, size}},
    {SYS_splice, "splice", copies, {fd, nothing, fd, nothing, size}},
    {SYS_shutdown, "shutdown", ends, {fd, how}},
    {SYS_close, "close", closes, {fd}},
    {SYS_close_range, "close_range", closes, {fd, last_fd, range_flags}},
    {SYS_dup, "dup", duplicates, {fd}},
    {SYS_dup3, "dup3", duplicates, {fd, fd, nothing}},
    {SYS_pidfd_getfd, "pidfd_getfd", duplicates, {fd, fd}},
    {SYS_fcntl, "fcntl", duplicates, {fd, command}, {}, 0, F_DUPFD},
    {SYS_fcntl, "fcntl", duplicates, {fd, command}, {}, 0, F_DUPFD_CLOEXEC},
    {SYS_fcntl, "fcntl", sets, {fd, command}, {}, 0, F_SETFL},
    {SYS_ioctl, "ioctl", sets, {fd, request}, {}, 0, FIONBIO},
    {SYS_ioctl, "ioctl", sets, {fd, request}, {}, 0, FIONREAD},
    {SYS_setsockopt, "setsockopt", sets, {fd, option, nothing, value}},
    {SYS_getsockopt, "getsockopt", sets, {fd, option}},
    {SYS_epoll_ctl, "epoll_ctl", watches, {fd, operation, fd, events}},
    {SYS_epoll_pwait, "epoll_pwait", waits, {fd}, "epoll_wait", 4},
    {SYS_epoll_pwait2, "epoll_pwait2", waits, {fd}},
    {SYS_ppoll, "ppoll", waits, {}, "poll", 3},
    {SYS_pselect6, "pselect", waits, {}, "select", 5},
#ifdef SYS_poll  // x86-64 has some calls for which newer machines have one
    {SYS_poll, "poll", waits},
    {SYS_select, "select", waits},
    {SYS_epoll_wait, "epoll_wait", waits, {fd}},
    {SYS_dup2, "dup2", duplicates, {fd, fd}},
#endif
    {SYS_io_uring_setup, "io_uring_setup", ring, {number}},
    {SYS_restart_syscall, "restart_syscall", restarts},
    {SYS_rt_sigreturn, "rt_sigreturn", restarts},
  };
  // clang-format on
  std::ranges::stable_sort(rows, {}, &Row::number);
  return rows;
}

}  // namespace

std::span<const Row> table() {
  static const std::vector<Row> rows = sorted_table();
  return rows;
}

const Row* row_of(const SystemCall& call) {
  const auto rows = table();
  const auto second = static_cast<std::uint32_t>(call.arguments[1]);
  for (auto row = std::ranges::lower_bound(rows, call.number, {}, &Row::number);
       row != rows.end() && row->number == call.number; ++row)
    if (row->second.value_or(second) == second) return &*row;
  return nullptr;
}

}  // namespace calls
