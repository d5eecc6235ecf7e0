#include "common/verify/numbers.h"

#include <algorithm>
#include <variant>

namespace verify {
namespace {

constexpr std::size_t most_names = 20'000;
constexpr std::size_t most_awaited = 1'000;

}  // namespace

void Numbers::name(int connection, const std::string& one,
                   const std::string& other) {
  last_ = connection;
  for (const std::string& ends : {one + " " + other, other + " " + one}) {
    if (known_.insert_or_assign(ends, connection).second)
      names_.push_back(ends);
    if (names_.size() <= most_names) continue;
    known_.erase(names_.front());
    names_.pop_front();
  }
}

void Numbers::see(const trace::Event& event) {
  const auto meet = [&](trace::Host host, int connection,
                        const std::string& local, const std::string& peer) {
    if (connection <= last_) return;
    name(connection, local, peer);
    const auto mine =
        std::find_if(awaited_.begin(), awaited_.end(), [&](const Awaited& one) {
          return one.host == host && one.ends.peer == peer &&
                 (one.ends.local.empty() || one.ends.local == local);
        });
    if (mine != awaited_.end()) awaited_.erase(mine);
  };
  if (const auto* state = std::get_if<trace::State>(&event))
    meet(state->host, state->connection, state->local, state->peer);
  if (const auto* segment = std::get_if<trace::Segment>(&event))
    meet(segment->from, segment->connection, segment->source,
         segment->destination);
}

int Numbers::begin(const trace::Call& call) {
  if (const int known = of(call.ends); known != 0) return known;
  if (call.ends.peer.empty() || awaited_.size() == most_awaited) return 0;
  awaited_.push_back({call.host, call.pid, call.id, call.ends});
  return last_ + static_cast<int>(awaited_.size());
}

void Numbers::end(const trace::Return& end) {
  const auto mine =
      std::find_if(awaited_.begin(), awaited_.end(), [&](const Awaited& one) {
        return one.host == end.host && one.pid == end.pid && one.id == end.id;
      });
  if (mine == awaited_.end()) return;
  const bool failed =
      end.result == -1 && end.error != "EINPROGRESS" && end.error != "EINTR";
  if (failed)
    awaited_.erase(mine);
  else if (!end.ends.local.empty())
    mine->ends = end.ends;
}

int Numbers::of(const trace::Ends& ends) const {
  const int known = of(ends.local + " " + ends.peer);
  if (known != 0 || ends.local.empty()) return known;
  for (std::size_t i = 0; i < awaited_.size(); ++i)
    if (awaited_[i].ends.local == ends.local &&
        awaited_[i].ends.peer == ends.peer)
      return last_ + 1 + static_cast<int>(i);
  return 0;
}

int Numbers::of(const std::string& local_and_peer) const {
  const auto known = known_.find(local_and_peer);
  return known == known_.end() ? 0 : known->second;
}

}  // namespace verify
