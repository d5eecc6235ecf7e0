#include "common/host/counters.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>

namespace host {

Counters parse_counters(std::string_view groups) {
  Counters counters;
  std::istringstream lines{std::string{groups}};
  std::string names;
  std::string values;
  while (std::getline(lines, names) && std::getline(lines, values)) {
    std::istringstream name_words{names};
    std::istringstream value_words{values};
    std::string name;
    std::string group;
    name_words >> name;
    value_words >> group;
    if (!name.ends_with(':') || group != name) continue;
    group.pop_back();
    if (group == "TcpExt") group.clear();
    for (long long value = 0; name_words >> name && value_words >> value;)
      counters[group + name] = value;
  }
  return counters;
}

Counters parse_ipv6_counters(std::string_view text) {
  Counters counters;
  std::istringstream lines{std::string{text}};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string name;
    if (long long value = 0; words >> name >> value) counters[name] = value;
  }
  return counters;
}

Counters parse_devices(std::string_view proc_net_dev) {
  Counters counters;
  std::istringstream lines{std::string{proc_net_dev}};
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (colon == line.npos) continue;  // the heads
    std::string name;
    std::istringstream{line.substr(0, colon)} >> name;
    std::istringstream values{line.substr(colon + 1)};
    long long bytes = 0, packets = 0, errors = 0, dropped = 0;
    if (!(values >> bytes >> packets >> errors >> dropped)) continue;
    counters[name + ":rx_errors"] = errors;
    counters[name + ":rx_dropped"] = dropped;
  }
  return counters;
}

Counters parse_martians(std::string_view proc_net_stat_rt_cache) {
  std::istringstream lines{std::string{proc_net_stat_rt_cache}};
  std::string names;
  std::getline(lines, names);
  Counters counters;
  for (std::string line; std::getline(lines, line);) {  // of each processor
    std::istringstream name_words{names};
    std::istringstream value_words{line};
    long long value = 0;
    for (std::string name;
         name_words >> name && value_words >> std::hex >> value;)
      if (name.starts_with("in_martian")) counters["rt_cache:" + name] += value;
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

Counters read_all_counters() {
  Counters counters = read_counters(open_counters());
  const auto read = [](const std::string& name) {
    std::ifstream file{"/proc/thread-self/net/" + name};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
  };
  counters.merge(parse_counters(read("snmp")));
  counters.merge(parse_ipv6_counters(read("snmp6")));
  counters.merge(parse_devices(read("dev")));
  counters.merge(parse_martians(read("stat/rt_cache")));
  return counters;
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
