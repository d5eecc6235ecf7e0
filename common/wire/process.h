// Lab 00's wire in a process of its own, at our command.
#pragma once

#include <sys/types.h>

#include <fstream>
#include <string>
#include <vector>

#include "common/socket/fd.h"
#include "common/trace/trace.h"

namespace wire {

class WireProcess {
 public:
  // Starts the program `wire` between the two hosts, with these rules. What happens
  // goes to FILES.trace and FILES.pcap; FILES.calls is the LAB_TRACE of those who
  // make calls. Throws std::system_error, or std::runtime_error if it does not start.
  WireProcess(const std::string& wire, const std::string& files,
              const std::string& rules = "");
  ~WireProcess();
  WireProcess(const WireProcess&) = delete;
  WireProcess& operator=(const WireProcess&) = delete;

  // Presses one of its keys > < =, and waits until it says so: all that was
  // sent before has then arrived, or is held. Returns what it has told since
  // the last key. Throws std::runtime_error if it says nothing for 10 s.
  std::vector<trace::Event> press(char key);

 private:
  void start(const std::string& wire, const std::string& pcap,
             const std::string& rules);
  std::string read_line();

  std::string calls_;
  Fd keys_;
  Fd told_;
  pid_t pid_ = -1;
  std::string kept_;  // has been read, and is no whole line yet
  std::ofstream trace_;
};

}  // namespace wire
