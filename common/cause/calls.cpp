#include "common/cause/calls.h"

#include <algorithm>
#include <array>
#include <vector>

namespace cause {
namespace {

constexpr std::size_t most_calls = 512;
constexpr std::size_t most_listeners = 64;
constexpr double soon = 0.5;  // in seconds: what nothing holds has left by then

using Names = std::vector<std::string_view>;
const Names writers = {"send",  "sendto", "sendmsg",  "sendmmsg",
                       "write", "writev", "sendfile", "splice"};
const Names readers = {"recv",     "recvfrom", "recvmsg",
                       "recvmmsg", "read",     "readv"};

std::string_view name_of(std::string_view call) {
  return call.substr(0, call.find('('));
}

std::string_view first_argument(std::string_view call) {
  const auto begin = call.find('(');
  if (begin == call.npos) return {};
  return call.substr(begin + 1, call.find_first_of(",)", begin) - begin - 1);
}

bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// ":7000" of "[::]:7000".
std::string_view port_of(std::string_view end) {
  const auto colon = end.rfind(':');
  return colon == end.npos ? end : end.substr(colon);
}

bool tells_ends(const trace::Call& call) {
  return !call.ends.local.empty() || !call.ends.peer.empty();
}

bool is_shutdown(const Made& made) {
  return name_of(made.call.text) == "shutdown";
}

// As far as the text says.
bool is_same_socket(const Made& one, const Made& other) {
  return one.call.pid == other.call.pid &&
         first_argument(one.call.text) == first_argument(other.call.text);
}

// All of them say the same, so that any of them is the right one.
bool agree(const std::vector<Made*>& candidates) {
  return std::all_of(candidates.begin(), candidates.end(),
                     [&](const Made* one) {
                       return one->call.text == candidates[0]->call.text &&
                              one->call.pid == candidates[0]->call.pid;
                     });
}

}  // namespace

Use use_of(std::string_view call) {
  if (call.starts_with("exit:") || call.starts_with("killed by"))
    return Use::ends;
  const std::string_view name = name_of(call);
  if (name == "connect") return Use::connects;
  if (name == "close") return Use::ends;
  if (name == "shutdown")
    return call.find("SHUT_WR") != call.npos ||
                   call.find("SHUT_RDWR") != call.npos
               ? Use::ends
               : Use::other;
  if (is_one_of(writers, name)) return Use::writes;
  return is_one_of(readers, name) ? Use::reads : Use::other;
}

void Calls::begin(const trace::Call& call, long order) {
  if (name_of(call.text) == "listen") {
    listeners_.emplace_back(call.pid, first_argument(call.text));
    if (listeners_.size() > most_listeners) listeners_.pop_front();
  }
  made_.push_back({.call = call, .use = use_of(call.text), .order = order});
  made_.back().call.data = {};
  if (made_.size() > most_calls) made_.pop_front();
}

void Calls::end(const trace::Return& end, long order) {
  const auto found =
      std::find_if(made_.rbegin(), made_.rend(), [&](const Made& made) {
        return made.call.pid == end.pid && made.call.id == end.id;
      });
  if (found == made_.rend() || found->end_order != 0) return;
  found->end_order = order;
  found->end_t = end.t;
  if (end.result > 0) found->written = static_cast<std::uint64_t>(end.result);
  if (!tells_ends(found->call) || found->use == Use::connects)
    if (!end.ends.peer.empty()) found->call.ends = end.ends;
}

// It may be about this connection. What does not name its socket may be about any
// that was there when it began.
bool Calls::may_concern(const Made& made, const Place& place) const {
  const trace::Ends& ends = made.call.ends;
  if (!tells_ends(made.call)) {
    const bool of_other =
        made.call.pid != place.opener && openers_.contains(made.call.pid);
    return made.order > place.first && (place.opener == 0 || !of_other);
  }
  if (!ends.local.empty() && ends.local != place.local) return false;
  return ends.peer == place.peer;
}

// The same, of a call that ends. A listener takes those with it that no accept() has
// taken: they are reset.
bool Calls::may_end(const Made& made, const Place& place,
                    bool by_listener) const {
  if (made.order <= place.first) return false;
  if (!made.call.closes) return may_concern(made, place);
  return std::any_of(made.call.closes->begin(), made.call.closes->end(),
                     [&](const std::string& one) {
                       if (one == place.local + " " + place.peer) return true;
                       return by_listener && one.find(' ') == one.npos &&
                              port_of(one) == port_of(place.local);
                     });
}

// The newest that has not had its SYN.
Made* Calls::connecting(const Place& place) {
  std::vector<Made*> open;
  for (Made& made : made_) {
    if (made.use != Use::connects || made.spent) continue;
    const trace::Ends& ends = made.call.ends;
    if (!ends.local.empty() && ends.local != place.local) continue;
    if (!ends.peer.empty() && ends.peer != place.peer) continue;
    open.push_back(&made);
  }
  if (open.empty()) return nullptr;
  const bool sure = agree(open);
  for (Made* made : open)
    if (sure || made == open.back()) {
      made->spent = true;
      return sure || tells_ends(made->call) ? made : nullptr;
    }
  return nullptr;
}

// Bytes leave in the order in which they were written: the call is that of the last
// byte, which has pushed out those before it.
Calls::Found Calls::writing(const Place& place, std::uint32_t bytes) {
  std::vector<Made*> left;
  for (Made& made : made_)
    if (made.use == Use::writes && may_concern(made, place) &&
        (made.end_order == 0 || made.sent < made.written))
      left.push_back(&made);
  if (left.empty()) return {};
  const bool sure = std::all_of(left.begin(), left.end(), [&](const Made* one) {
    return tells_ends(one->call) || is_same_socket(*one, *left[0]);
  });
  if (!sure) {
    std::vector<Made*> exact;
    for (Made* one : left)
      if (one->end_order != 0 && one->written - one->sent == bytes)
        exact.push_back(one);
    if (exact.size() != 1) return {nullptr, false};
    left = exact;
  }
  std::uint64_t rest = bytes;
  for (Made* one : left) {
    if (one->end_order == 0) {
      one->sent += rest;
      return {one, false};
    }
    const std::uint64_t taken = std::min(rest, one->written - one->sent);
    one->sent += taken;
    rest -= taken;
    if (rest == 0) return {one, false};
  }
  return {};  // more than they have written
}

bool Calls::listens(const Made& made) const {
  const std::pair key{made.call.pid,
                      std::string{first_argument(made.call.text)}};
  return std::find(listeners_.begin(), listeners_.end(), key) !=
         listeners_.end();
}

// shutdown() ends at once. close() ends with the last descriptor, so of several the
// last one has done it.
Calls::Found Calls::ending(const Place& place, double t, bool data_waits) {
  Made* found = nullptr;
  std::vector<Made*> wild;
  for (Made& made : made_) {
    if (made.use != Use::ends || made.spent || !may_end(made, place, false))
      continue;
    if (!made.call.closes && listens(made)) continue;
    if (made.end_order != 0 && t - made.end_t > soon && !data_waits) continue;
    if (!made.call.closes && !tells_ends(made.call)) wild.push_back(&made);
    if (found == nullptr || !is_shutdown(*found)) found = &made;
  }
  if (found == nullptr) return {};
  if (!place.alone && !agree(wild)) return {nullptr, false};
  found->spent = true;
  return {found, false};
}

Made* Calls::aborting(const Place& place, double t) {
  Made* found = nullptr;
  for (Made& made : made_)
    if (made.use == Use::ends && !is_shutdown(made) && !made.spent &&
        may_end(made, place, true) &&
        (made.end_order == 0 || t - made.end_t < soon))
      found = &made;
  if (found != nullptr) found->spent = true;
  return found;
}

const Made* Calls::reading(const Place& place, long since) const {
  const Made* found = nullptr;
  for (const Made& made : made_)
    if (made.use == Use::reads && may_concern(made, place) &&
        (made.end_order == 0 || made.end_order > since))
      found = &made;
  return found;
}

}  // namespace cause
