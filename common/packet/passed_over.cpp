#include "common/packet/passed_over.h"

namespace packet {

void PassedOver::add(std::size_t number, const std::string& reason) {
  Kind& kind = kinds_[reason];
  if (kind.count++ == 0) kind.first = number;
}

void PassedOver::tell(std::ostream& out, const std::string& program) const {
  for (const auto& [reason, kind] : kinds_) {
    out << program << ": " << kind.count;
    if (kind.count == 1)
      out << " packet is " << reason << ": packet " << kind.first << "\n";
    else
      out << " packets are " << reason << "; the first is packet " << kind.first
          << "\n";
  }
}

}  // namespace packet
