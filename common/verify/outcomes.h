// Outcomes (returns, connects, reads) that have come before their line waits for
// them: a program and the wire do not wait for each other. By host, since the last
// line about its calls.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <string>

#include "common/trace/trace.h"
#include "common/verify/deed.h"
#include "common/verify/expectation.h"

namespace verify {

class Outcomes {
 public:
  // Keeps it if fewer like it are kept than there are `lines` that may ask.
  void keep(const Fact& fact, std::size_t lines);

  // The first that fits, which is then used; in a line of its own, with all deeds
  // before it. Its time is then in `t`. Whether there was one.
  bool use(const Expectation& e, double& t);

  void forget(trace::Host host) { kept_[host].clear(); }

  // The deeds alone: one of them was just used.
  void forget_deeds(trace::Host host);

 private:
  struct Kept {
    trace::Event event;
    Fact fact;  // its event is the one above
    std::string words;
  };
  std::map<trace::Host, std::list<Kept>> kept_;
};

}  // namespace verify
