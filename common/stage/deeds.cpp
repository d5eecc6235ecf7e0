#include "common/stage/deeds.h"

namespace stage {
namespace {

constexpr std::size_t most_open = 10'000;
constexpr std::size_t most_made = 5;  // that a message names

}  // namespace

void Deeds::take(const trace::Call& call) {
  if (open_.size() == most_open) open_.erase(open_.begin());
  open_.insert_or_assign({call.pid, call.id}, call);
}

std::optional<std::string> Deeds::take(const trace::Return& end) {
  const auto call = open_.find({end.pid, end.id});
  if (call == open_.end()) return {};
  const std::string& text = call->second.text;
  last_ = text + result_of(call->second, end);
  open_.erase(call);
  made_.push_back(last_);
  if (made_.size() > most_made) made_.pop_front();
  return last_;
}

std::optional<int> Deeds::thread_in(std::string_view begin) const {
  for (const auto& [key, call] : open_)
    if (call.text.starts_with(begin))
      return call.thread != 0 ? call.thread : call.pid;
  return {};
}

std::string Deeds::place() const {
  if (!open_.empty()) return "it is in " + open_.rbegin()->second.text;
  return last_.empty() ? "it has made no call on a socket"
                       : "its last call was " + last_;
}

std::string Deeds::made() const {
  if (made_.empty()) return place();
  std::string text = "it made ";
  for (const std::string& call : made_) text += call + ", ";
  return text.substr(0, text.size() - 2);
}

}  // namespace stage
