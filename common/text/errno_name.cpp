#include "common/text/errno_name.h"

#include <cerrno>
#include <cstring>
#include <map>

std::string errno_name(int error) {
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 32)
  if (const char* name = ::strerrorname_np(error)) return name;
#endif
#endif
  // clang-format off
  static const std::map<int, const char*> socket_errors = {
      {EACCES, "EACCES"},               {EADDRINUSE, "EADDRINUSE"},
      {EADDRNOTAVAIL, "EADDRNOTAVAIL"}, {EAFNOSUPPORT, "EAFNOSUPPORT"},
      {EAGAIN, "EAGAIN"},               {EALREADY, "EALREADY"},
      {EBADF, "EBADF"},                 {ECONNABORTED, "ECONNABORTED"},
      {ECONNREFUSED, "ECONNREFUSED"},   {ECONNRESET, "ECONNRESET"},
      {EFAULT, "EFAULT"},               {EHOSTUNREACH, "EHOSTUNREACH"},
      {EINPROGRESS, "EINPROGRESS"},     {EINTR, "EINTR"},
      {EINVAL, "EINVAL"},               {EISCONN, "EISCONN"},
      {EMFILE, "EMFILE"},               {EMSGSIZE, "EMSGSIZE"},
      {ENETUNREACH, "ENETUNREACH"},     {ENOBUFS, "ENOBUFS"},
      {ENOMEM, "ENOMEM"},               {ENOPROTOOPT, "ENOPROTOOPT"},
      {ENOTCONN, "ENOTCONN"},           {ENOTSOCK, "ENOTSOCK"},
      {EPERM, "EPERM"},                 {EPIPE, "EPIPE"},
      {ETIMEDOUT, "ETIMEDOUT"}};
  // clang-format on
  const auto found = socket_errors.find(error);
  return found != socket_errors.end() ? found->second
                                      : "errno " + std::to_string(error);
}
