// What a program finds in a capture and cannot use: counted, and told.
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <string>

namespace packet {

class PassedOver {
 public:
  // `reason` is what the packet is: "UDP", "not IP (ARP)".
  void add(std::size_t number, const std::string& reason);

  // A line for each reason: "sniff: 12 packets are not IP (ARP); the first is
  // packet 3", "sniff: 1 packet is UDP: packet 7".
  void tell(std::ostream& out, const std::string& program) const;

 private:
  struct Kind {
    std::size_t first = 0;  // packet
    std::size_t count = 0;
  };
  std::map<std::string, Kind> kinds_;
};

}  // namespace packet
