#include "common/wire/process.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <variant>

#include "common/host/pipe.h"
#include "common/socket/must.h"

namespace wire {
namespace {

constexpr int longest_silence = 10'000;  // milliseconds

}  // namespace

WireProcess::WireProcess(const std::string& wire, const std::string& files,
                         const std::string& rules)
    : calls_{files + ".calls"}, trace_{files + ".trace"} {
  start(wire, files + ".pcap", rules);
  press('=');
}

void WireProcess::start(const std::string& wire, const std::string& pcap,
                        const std::string& rules) {
  host::Pipe keys = host::make_pipe();
  host::Pipe told = host::make_pipe();
  pid_ = must(::fork(), "fork()");
  if (pid_ == 0) {
    ::dup2(keys.out.get(), STDIN_FILENO);
    ::dup2(told.in.get(), STDOUT_FILENO);
    ::execl(wire.c_str(), "wire", "--keys", "--trace", "-", "--calls",
            calls_.c_str(), "--pcap", pcap.c_str(),
            rules.empty() ? nullptr : "--rule", rules.c_str(), nullptr);
    ::_exit(127);
  }
  keys_ = std::move(keys.in);
  told_ = std::move(told.out);
}

WireProcess::~WireProcess() {
  if (::write(keys_.get(), "q", 1) == 1) ::waitpid(pid_, nullptr, 0);
  ::unlink(calls_.c_str());
}

std::vector<trace::Event> WireProcess::press(char key) {
  must(::write(keys_.get(), &key, 1), "write(keys, key, 1)");
  std::vector<trace::Event> events;
  while (true) {
    auto event = trace::from_json(read_line());
    if (const auto* bad = std::get_if<trace::BadLine>(&event))
      throw std::runtime_error{"the wire said: " + bad->reason};
    events.push_back(std::move(std::get<trace::Event>(event)));
    if (std::holds_alternative<trace::Key>(events.back())) return events;
  }
}

std::string WireProcess::read_line() {
  auto end = kept_.find('\n');
  for (; end == kept_.npos; end = kept_.find('\n')) {
    pollfd watched{told_.get(), POLLIN, 0};
    std::array<char, 65536> buffer;
    if (must(::poll(&watched, 1, longest_silence),
             "poll(told, 1, longest_silence)") == 0)
      throw std::runtime_error{"the wire says nothing"};
    const ssize_t size = must(::read(told_.get(), buffer.data(), buffer.size()),
                              "read(told, buffer, size)");
    if (size == 0) throw std::runtime_error{"the wire has ended"};
    kept_.append(buffer.data(), static_cast<std::size_t>(size));
  }
  std::string line = kept_.substr(0, end);
  kept_.erase(0, end + 1);
  trace_ << line << "\n";
  return line;
}

}  // namespace wire
