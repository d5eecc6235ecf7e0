#include "common/host/counters.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <sstream>

namespace host {

Counters parse_counters(std::string_view proc_net_netstat) {
  Counters counters;
  std::istringstream lines{std::string{proc_net_netstat}};
  std::string names;
  std::string values;
  while (std::getline(lines, names) && std::getline(lines, values)) {
    std::istringstream name_words{names};
    std::istringstream value_words{values};
    std::string name;
    std::string group;
    name_words >> name;
    value_words >> group;
    if (name != "TcpExt:" || group != name) continue;
    for (long long value = 0; name_words >> name && value_words >> value;)
      counters[name] = value;
  }
  return counters;
}

Fd open_counters() {
  return Fd{::open("/proc/thread-self/net/netstat", O_RDONLY | O_CLOEXEC)};
}

Counters read_counters(const Fd& file) {
  std::string text;
  std::array<char, 8192> buffer{};
  while (true) {
    const auto size = ::pread(file.get(), buffer.data(), buffer.size(),
                              static_cast<off_t>(text.size()));
    if (size <= 0) return parse_counters(text);
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

Counters moved(const Counters& before, const Counters& now) {
  Counters by;
  for (const auto& [name, value] : now) {
    const auto old = before.find(name);
    const long long more = value - (old == before.end() ? 0 : old->second);
    if (more > 0) by[name] = more;
  }
  return by;
}

}  // namespace host
