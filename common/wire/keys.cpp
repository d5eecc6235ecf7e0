// What one who presses keys does to the segments that are held.
#include <utility>

#include "common/wire/referee.h"

namespace wire {

void Referee::press(char key, Time now) {
  time_ = now;
  if (!typed_.wants(key)) return act(key);
  if (const auto kind = typed_.take(key)) run_to(*kind);
}

void Referee::act(char key) {
  if (std::string_view{"\nnduh"}.find(key) != std::string_view::npos)
    return move_on(key);
  if (key == '>' || key == '<') return turn(key == '>' ? 0 : 1);
  const bool runs = key == 'r' || key == 'R' || key == ',';
  if (!runs && key != 'p' && key != '.')
    return answer(
        "keys: Enter deliver, d drop, u twice, h behind the next, > < one "
        "host, "
        "/FIN to the next, s ss, r run on, p stop, q quit");
  if (key == 'p') answer("you stop the wire: each segment is held");
  if (key == 'r') answer("you let all run on");
  if (key == 'R') answer("no key can come: nothing is held any more");
  queue_.stop(!runs);
  while (!queue_.is_stopped() && queue_.size() > 0) arrive(*queue_.take());
}

// What becomes of the segment that is held first.
void Referee::move_on(char key) {
  if (queue_.size() == 0) return answer("nothing is held");
  const std::string first = queue_[0].words();
  if (key == 'h') {
    if (queue_.size() == 1) return answer("h: there is no next one");
    answer("you put " + first + " behind " + queue_[1].words());
    return queue_.put_behind_next();
  }
  answer("you " + (key == 'd' ? "drop " + first : "deliver " + first) +
         (key == 'u' ? " twice" : ""));
  const Flight flight = *queue_.take();
  if (key == 'd')
    return world_.tell(trace::Arrival{seconds(), flight.id, true});
  arrive(flight);
  if (key == 'u') arrive(flight);
}

// What one host sends is held, or passes.
void Referee::turn(std::size_t host) {
  const bool held = queue_.turn(host);
  answer((held ? "held from here on: what the " : "let go: what the ") +
         std::string{trace::hosts[host]} + " sends");
  while (!held)
    if (const auto flight = queue_.take_of(host))
      arrive(*flight);
    else
      return;
}

// Delivers what waits until the next one of that kind, which waits first then.
void Referee::run_to(const std::string& kind) {
  const auto sought = kind_named(kind);
  if (!sought)
    return answer("/" + kind +
                  " is no segment: /SYN, /FIN, /RST, /DATA, /ACK, /UPDATE");
  answer("you run to the next " + std::string{name(*sought)});
  if (queue_.size() > 0) arrive(*queue_.take());
  queue_.seek(*sought);
  while (const auto flight = queue_.take_to_sought()) arrive(*flight);
}

void Referee::tell_queue(Time now) {
  time_ = now;
  std::string text = queue_.words();
  if (!typed_.text().empty()) text += "; " + typed_.text();
  if (std::exchange(queue_told_, text) != text)
    world_.tell(trace::Waiting{seconds(), text});
}

}  // namespace wire
