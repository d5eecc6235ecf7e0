#include "common/ladder/status.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/text/columns.h"

namespace ladder {
namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t least_call = 12;  // columns: "server: read"

// The parts of "client FIN, 2 more; server nothing; /FI".
std::vector<std::string> parts_of(std::string_view queue) {
  std::vector<std::string> parts;
  while (!queue.empty()) {
    const auto end = std::min(queue.find("; "), queue.size());
    parts.emplace_back(queue.substr(0, end));
    queue.remove_prefix(std::min(end + 2, queue.size()));
  }
  return parts;
}

bool waits(const std::string& direction) {
  return !direction.ends_with(" nothing") && !direction.ends_with(" runs");
}

// "client → FIN, 2 more"
std::string with_arrow(std::string direction, bool ascii) {
  const auto space = direction.find(' ');
  if (space == direction.npos || direction.ends_with(" runs")) return direction;
  return direction.insert(space, ascii ? " ->" : " →");
}

struct Key {
  std::string key;
  std::string words;
};

// That do something now, the most important ones first.
std::vector<Key> keys_of(const Status& status,
                         const std::vector<std::string>& queue) {
  if (!status.typed.empty() || queue.size() > 2)
    return {{"Enter", "runs to it"}, {"ESC", "ends this"}};
  const bool segment = !queue.empty() && waits(queue[0]);
  const bool runs = queue.size() == 2 && queue[0].ends_with(" runs") &&
                    queue[1].ends_with(" runs");
  std::vector<Key> keys;
  if (status.play_waits)
    keys.push_back({"Enter", "goes on"});
  else if (status.call_is_next)
    keys.push_back({"Enter", "lets it go"});
  else if (segment)
    keys.push_back(
        {"Enter",
         "delivers the " + queue[0].substr(0, queue[0].find(' ')) + "'s"});
  if (segment) {
    if (status.play_waits || status.call_is_next)
      keys.push_back({"n", "deliver"});
    keys.insert(keys.end(), {{"d", "drop"}, {"u", "twice"}, {"h", "behind"}});
  }
  if (queue.size() == 2) {
    keys.push_back({"/", "to"});
    keys.push_back(runs ? Key{"p", "stop"} : Key{"r", "run on"});
    keys.push_back({"> <", "one host"});
  }
  if (status.can_hold_calls) keys.push_back({"c", "calls"});
  if (queue.size() == 2) {
    keys.push_back({"s", "ss"});
    keys.push_back({"q", "quit"});
  }
  return keys;
}

// The first so many of them, of which the first `spoken` have their words.
std::string in_words(const std::vector<Key>& keys, std::size_t shown,
                     std::size_t spoken) {
  std::string text;
  for (std::size_t n = 0; n < shown; ++n) {
    text += n == 0 ? "   " : n <= spoken ? "  " : " ";
    text += keys[n].key;
    if (n < spoken) text += " " + keys[n].words;
  }
  return text;
}

// The cursor goes to the line's begin, and what is there and below goes.
std::string up_and_clear(std::size_t lines) {
  const std::string up =
      lines > 0 ? "\x1b[" + std::to_string(lines) + "A" : std::string{};
  return "\r" + up + "\x1b[J";
}

}  // namespace

std::string status_text(const Status& status, std::size_t width, bool ascii) {
  std::vector<std::string> queue = parts_of(status.queue);
  const std::vector<Key> keys = keys_of(status, queue);
  if (queue.size() > 1 && queue[0].starts_with("server"))
    std::swap(queue[0], queue[1]);
  const std::string_view ellipsis = ascii ? "..." : "…";
  const auto state_with = [&](const std::string& held) {
    std::string state;
    const auto add = [&](const std::string& part) {
      state.append(state.empty() ? "" : gap).append(part);
    };
    for (const std::string& part : queue) add(with_arrow(part, ascii));
    if (!held.empty()) add(held);
    if (!status.typed.empty()) add(status.typed);
    return text::clean(state);
  };
  std::string state = state_with(status.held);

  // The last keys lose their words first, and then their place.
  std::size_t shown = keys.size();
  std::size_t spoken = keys.size();
  std::string text = in_words(keys, shown, spoken);
  while (shown > 1 && text::columns(state + text) > width) {
    spoken > 1 ? --spoken : --shown;
    text = in_words(keys, shown, spoken);
  }
  if (state.empty()) return text.substr(std::min<std::size_t>(3, text.size()));
  const std::size_t room = width - std::min(width, text::columns(text));
  const std::size_t held = text::columns(status.held);
  const std::size_t others =
      text::columns(state) - std::min(held, text::columns(state));
  if (held + others > room && others + least_call < room)
    state = state_with(
        text::shorten_call(status.held, "", room - others, ellipsis));
  return text::shorten(state, room, ellipsis) + text;
}

std::string StatusLine::erased(std::size_t width) {
  const std::size_t columns = std::exchange(columns_, 0);
  if (columns == 0) return "";
  return up_and_clear((columns - 1) / std::max<std::size_t>(width, 1));
}

std::string StatusLine::drawn(const Status& status, std::size_t width) {
  // The last column stays free: the cursor is there.
  std::string text =
      status_text(status, std::max<std::size_t>(width, 2) - 1, ascii_);
  columns_ = text::columns(text);
  if (!colour_ || text.empty()) return text;
  return "\x1b[7m" + text + "\x1b[0m";
}

}  // namespace ladder
