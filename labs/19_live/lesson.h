// What the followers of a run are told, and what the teacher among them may ask for.
// Bytes in, bytes out: the sockets and the clock are live_server's.
//
//   server to all       a row, as `ladder --format rows` writes it; or one of ours:
//     {"live":"run","run":"ID","scene":"05_shutdown_vs_close half_close","from":12}
//                       the next message is row 12 of that run
//     {"live":"full"}   more rows came than are kept
//     {"live":"end","status":0}
//   teacher to server   {"teacher":"TOKEN"}, first of all; then {"do":"deliver"} ...
//     {"do":"start","scene":"05_shutdown_vs_close half_close","how":"step"}
//   server to teacher   {"live":"teacher","scenes":["00_instruments handshake", ...]}
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/http/request_parser.h"
#include "common/http/target.h"
#include "common/http/write.h"
#include "common/text/json.h"
#include "common/websocket/connection.h"
#include "common/websocket/handshake.h"
#include "labs/19_live/access.h"
#include "labs/19_live/history.h"
#include "labs/19_live/pages.h"

namespace live {

inline constexpr websocket::Limits limits{.frame_bytes = 4096,
                                          .message_bytes = 4096};

enum class Stage : std::uint8_t { opening, following, ending };

struct Follower {
  Stage stage = Stage::opening;
  std::unique_ptr<http::RequestParser> request =
      std::make_unique<http::RequestParser>(http::Limits{.body_bytes = 0});
  websocket::Connection websocket{websocket::Role::server, limits};
  websocket::Output unsent{};
  std::string run{};     // that it was told of last
  std::size_t next = 0;  // the row of it that it is told next
  bool told_full = false;
  bool told_end = false;
  bool teaches = false;
};

// What the teacher asks for: keys for the play, as if they were typed; or a scene.
struct Wishes {
  std::string keys{};
  std::string scene{};  // "05_shutdown_vs_close half_close"
  std::string how{};    // "run", "step" or "wire"
};

class Lesson {
 public:
  // Without a token nobody is the teacher.
  Lesson(Access access, std::string token, std::vector<std::string> scenes)
      : access_{std::move(access)},
        token_{std::move(token)},
        scenes_{std::move(scenes)} {}

  History& history() { return history_; }
  Wishes take_wishes() { return std::exchange(wishes_, {}); }

  // What a follower has sent, request and frames; it is unmasked where it lies.
  void read(Follower& f, std::span<std::byte> input) {
    if (f.stage == Stage::opening) {
      open(f, websocket::text_of(input));
    } else {
      hear(f, input);
    }
  }

  // Puts rows into what is unsent, until there is that much.
  void tell(Follower& f, std::size_t most) {
    if (f.stage != Stage::following) return;
    if (f.run != history_.id()) begin(f, 0);
    while (f.next < history_.rows().size() && f.unsent.size() < most)
      send(f, history_.rows()[f.next++]);
    if (f.next < history_.rows().size()) return;
    if (history_.is_full() && !std::exchange(f.told_full, true))
      send(f, json::Writer{}.text("live", "full").finish());
    if (history_.status() && !std::exchange(f.told_end, true))
      send(f, json::Writer{}
                  .text("live", "end")
                  .number("status", *history_.status())
                  .finish());
  }

  // Whether tell() has more for it.
  [[nodiscard]] bool has_news(const Follower& f) const {
    return f.stage == Stage::following &&
           (f.run != history_.id() || f.next < history_.rows().size());
  }

  // We end it. The Close goes behind what is unsent.
  static void dismiss(Follower& f, websocket::CloseCode code,
                      std::string_view reason) {
    if (f.stage != Stage::following) return;
    f.websocket.close(code, reason, f.unsent);
    f.stage = Stage::ending;
  }

 private:
  static void send(Follower& f, std::string_view text) {
    f.websocket.send(websocket::Opcode::text, websocket::bytes_of(text),
                     f.unsent);
  }

  void open(Follower& f, std::string_view input) {
    f.request->add(input);
    const auto result = f.request->next();
    if (std::holds_alternative<http::NeedsMore>(result)) return;
    const auto* request = std::get_if<http::Request>(&result);
    const http::Response response =
        request != nullptr
            ? answer(*request)
            : websocket::opening_response(std::get<http::Refusal>(result));
    websocket::append(f.unsent,
                      websocket::bytes_of(f.request->wants_head_alone()
                                              ? http::head_to_bytes(response)
                                              : http::to_bytes(response)));
    // The first frames may have come together with the request.
    std::string rest = f.request->take_rest();
    f.request.reset();
    if (response.status == 101) {
      f.stage = Stage::following;
      begin(f, wanted_row(request->target));
      hear(f, std::as_writable_bytes(std::span{rest}));
    } else {
      f.websocket.end();
      f.stage = Stage::ending;
    }
  }

  http::Response answer(const http::Request& request) {
    if (const std::string why = access_.refusal(request); !why.empty())
      return plain(403, why);
    const std::string target = http::origin_form(request.target);
    if (target.substr(0, target.find('?')) == "/rows")
      return websocket::opening_response(websocket::check_opening(request));
    return page(request.method, target);
  }

  // From which row on a follower of "/rows?from=12&run=ID" is told: one that comes
  // again goes on where it stopped, if the run is still the same.
  [[nodiscard]] std::size_t wanted_row(const std::string& target) const {
    const auto parameter = [&](std::string_view name) -> std::string_view {
      for (const char before : {'?', '&'}) {
        const auto at = target.find(before + std::string{name} + '=');
        if (at == std::string::npos) continue;
        const std::string_view value =
            std::string_view{target}.substr(at + name.size() + 2);
        return value.substr(0, value.find('&'));
      }
      return {};
    };
    const std::string_view run = parameter("run");
    if (!run.empty() && run != history_.id()) return 0;
    const std::string_view from = parameter("from");
    std::size_t row = 0;
    std::from_chars(from.data(), from.data() + from.size(), row);
    return std::min(row, history_.rows().size());
  }

  void begin(Follower& f, std::size_t row) {
    f.run = history_.id();
    f.next = row;
    f.told_full = f.told_end = false;
    send(f, json::Writer{}
                .text("live", "run")
                .text("run", history_.id())
                .text("scene", history_.scene())
                .number("from", static_cast<long long>(row))
                .finish());
  }

  void hear(Follower& f, std::span<std::byte> input) {
    while (true) {
      const websocket::Event event = f.websocket.next(input, f.unsent);
      if (std::holds_alternative<websocket::NeedsMore>(event)) return;
      if (const auto* message = std::get_if<websocket::Message>(&event)) {
        if (f.stage == Stage::following)
          obey(f, websocket::text_of(message->payload));
      } else if (std::holds_alternative<websocket::Closed>(event) ||
                 std::holds_alternative<websocket::Failure>(event)) {
        f.stage = Stage::ending;
      }
    }
  }

  void obey(Follower& f, std::string_view text) try {
    const json::Object message = json::parse_object(text);
    if (!f.teaches) return admit(f, message.text("teacher", ""));
    const std::string deed = message.text("do");
    if (deed == "start") return want(f, message);
    static const std::map<std::string, char, std::less<>> keys{
        {"step", '\n'}, {"deliver", 'n'}, {"drop", 'd'}, {"duplicate", 'u'},
        {"hold", 'h'},  {"run", 'r'},     {"stop", 'p'}, {"end", 'q'}};
    const auto key = keys.find(deed);
    if (key == keys.end()) return refuse(f, "there is no such deed");
    wishes_.keys += key->second;
  } catch (const json::Error&) {
    refuse(f, f.teaches ? "that is no message of the page"
                        : "you may look, and no more");
  }

  void admit(Follower& f, const std::string& token) {
    if (token.empty()) return refuse(f, "you may look, and no more");
    if (token_.empty() || !equal_in_constant_time(token, token_))
      return refuse(f, "that is not the teacher's token");
    f.teaches = true;
    send(f, json::Writer{}
                .text("live", "teacher")
                .texts("scenes", scenes_)
                .finish());
  }

  void want(Follower& f, const json::Object& message) {
    const std::string scene = message.text("scene");
    const std::string how = message.text("how", "step");
    if (std::find(scenes_.begin(), scenes_.end(), scene) == scenes_.end() ||
        (how != "run" && how != "step" && how != "wire"))
      return refuse(f, "there is no such scene");
    wishes_ = {.scene = scene, .how = how};
  }

  static void refuse(Follower& f, std::string_view why) {
    dismiss(f, websocket::close_code::policy_violation, why);
  }

  Access access_;
  std::string token_;
  std::vector<std::string> scenes_;
  History history_;
  Wishes wishes_;
};

}  // namespace live
