#include "common/calls/system_call.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include "common/calls/table.h"

namespace calls {

std::optional<Kind> kind_of(const SystemCall& call) {
  const Row* row = row_of(call);
  return row != nullptr ? std::optional{row->kind} : std::nullopt;
}

std::string_view name_of(const SystemCall& call) {
  const Row* row = row_of(call);
  if (row == nullptr) return {};
  const bool is_plain =
      !row->plain.empty() && call.arguments[row->null_argument] == 0;
  return is_plain ? row->plain : row->name;
}

std::vector<int> descriptors(const SystemCall& call) {
  std::vector<int> found;
  const Row* row = row_of(call);
  if (row == nullptr || row->kind == Kind::waits || row->name == "close_range")
    return found;
  for (std::size_t i = 0; i < row->arguments.size(); ++i)
    if (row->arguments[i] == Argument::fd)
      found.push_back(static_cast<int>(call.arguments[i]));
  return found;
}

Shown shown(const SystemCall& call) {
  const Row* row = row_of(call);
  if (row == nullptr || row->kind == Kind::watches || row->second == FIONREAD)
    return Shown::with_all;
  const bool is_of_socket = static_cast<int>(call.arguments[1]) == SOL_SOCKET;
  const int option = static_cast<int>(call.arguments[2]);
  if (row->name == "setsockopt" && !(is_of_socket && option == SO_LINGER))
    return Shown::folded;
  if (row->name == "getsockopt" && !(is_of_socket && option == SO_ERROR))
    return Shown::with_all;
  return Shown::always;
}

}  // namespace calls
