// A network device of this host, watched: what passes it, and nothing is sent.
// packet(7).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/packet/capture.h"
#include "common/socket/fd.h"

namespace host {

class Interface {
 public:
  // Watches from now on. Throws std::system_error, or std::runtime_error if
  // that needs root.
  explicit Interface(const std::string& name);

  // The next packet that has passed, or nothing for now: then poll fd(). `ip` is
  // good until the next call. Throws std::system_error: the device may go away.
  std::optional<packet::Captured> next();

  // How many packets the kernel had no room for since it was last asked.
  [[nodiscard]] long lost() const;

  [[nodiscard]] int fd() const { return socket_.get(); }

 private:
  Fd socket_;
  std::vector<std::byte> buffer_;
  std::size_t packets_ = 0;
};

}  // namespace host
