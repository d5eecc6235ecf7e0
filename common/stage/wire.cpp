#include "common/stage/wire.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "common/host/pipe.h"
#include "common/socket/must.h"

namespace stage {
std::string read_some(Fd& fd) {
  std::string bytes;
  std::array<char, 65536> chunk;
  while (fd && bytes.empty()) {
    const ssize_t size = ::read(fd.get(), chunk.data(), chunk.size());
    if (size == -1 && errno == EAGAIN) break;
    if (size == -1 && errno == EINTR) continue;
    must(size, "read(pipe, chunk, size)");
    if (size == 0) fd = Fd{};
    bytes.append(chunk.data(), static_cast<std::size_t>(size));
  }
  return bytes;
}

Wire::Wire(const std::string& program,
           const std::vector<std::string>& arguments) {
  host::Pipe keys = host::make_pipe();
  host::Pipe trace = host::make_pipe();
  host::Pipe errors = host::make_pipe();
  std::vector<std::string> line{program, "--trace", "-", "--keys"};
  line.insert(line.end(), arguments.begin(), arguments.end());
  process_.emplace(Command{.arguments = std::move(line),
                           .in = keys.out.get(),
                           .out = trace.in.get(),
                           .error = errors.in.get(),
                           .own_group = true});
  keys_ = std::move(keys.in);
  trace_ = std::move(trace.out);
  errors_ = std::move(errors.out);
  ::fcntl(trace_.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(errors_.get(), F_SETFL, O_NONBLOCK);
}

std::vector<std::string> Wire::take_lines() {
  kept_ += read_some(trace_);
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (auto end = kept_.find('\n'); end != kept_.npos;
       end = kept_.find('\n', begin)) {
    lines.push_back(kept_.substr(begin, end - begin));
    begin = end + 1;
  }
  kept_.erase(0, begin);
  return lines;
}

std::string Wire::take_errors() {
  return read_some(errors_);
}

void Wire::press(char key) const {
  // If it has ended, its trace says so.
  while (::write(keys_.get(), &key, 1) == -1 && errno == EINTR) continue;
}

}  // namespace stage
