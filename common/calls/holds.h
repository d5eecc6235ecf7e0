// Which calls a thread is not to make before it is let go.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calls {

class Holds {
 public:
  // `always`: holds each call whose text begins so, until run().
  explicit Holds(std::vector<std::string> always = {})
      : always_{std::move(always)} {}

  // Whether to hold this call. `shown`: it will stand on the ladder for sure, as a
  // wait does not that may be over at once.
  bool takes(std::string_view text, bool shown);

  // "until close( 2": the second call from now on that begins so; "next": the next
  // one that is shown; "run": none. Returns whether it is one of these: then what is
  // held goes on.
  bool obey(std::string_view line);

  void run();

 private:
  std::vector<std::string> always_;
  bool next_ = false;
  std::string until_;
  int count_ = 0;  // how many of those are still to come; 0: none is held
};

}  // namespace calls
