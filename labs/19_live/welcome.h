// What live_server says to the person who starts it, and is told by a file.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/narrate/options.h"
#include "common/socket/address.h"
#include "common/socket/fd.h"
#include "common/socket/must.h"

namespace live {

// "05_shutdown_vs_close half_close", a line each. Throws std::runtime_error.
inline std::vector<std::string> read_scenes(const std::string& path) {
  std::vector<std::string> scenes;
  if (path.empty()) return scenes;
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"cannot read " + path};
  for (std::string line; std::getline(file, line);)
    if (line.find(' ') != std::string::npos) scenes.push_back(line);
  return scenes;
}

// The token is behind '#': a browser does not send that part, so no server and no
// proxy can write it into a log.
inline void tell_teacher(const Options& options, const std::string& link) {
  if (options.has("--link")) {
    const std::string path = options.text("--link", "");
    const Fd file{must(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600),
                       path.c_str())};
    const std::string line = link + "\n";
    must(::write(file.get(), line.data(), line.size()), "write(link)");
  } else if (::isatty(STDOUT_FILENO) == 1) {
    std::cout << "You steer it at:   " << link << "\n";
  } else {
    std::cout << "Nobody can steer it: this is no terminal, and without --link "
                 "FILE the teacher's link goes into no file\n";
  }
}

inline void welcome(const Options& options, const Address& address,
                    const std::string& token) {
  const std::string url = "http://" + address.to_string() + "/";
  std::cout << "The ladder is at:  " << url << "\n";
  if (!token.empty()) tell_teacher(options, url + "#teacher=" + token);
  const std::string at = address.to_string();
  const bool loopback = at.starts_with("127.") || at.starts_with("[::1]");
  std::cout << (loopback ? "Only this machine can see it.\n"
                         : "Each machine that can reach this address sees it. "
                           "There is no TLS: whoever listens on the way can "
                           "read the teacher's token.\n")
            << std::flush;
}

}  // namespace live
