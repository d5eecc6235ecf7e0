// The engine's scenes: what begins and ends one, what is said in it, and what it
// needs.
#include <fcntl.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "common/stage/engine.h"
#include "common/stage/tools.h"

namespace stage {

using namespace std::chrono_literals;

// scene NAME TEXT
void Engine::scene(const Arguments& arguments) {
  if (!finished_) fail("the scene has no finish");
  clear();
  scene_.name = arguments[0];
  playing_ = true;
  finished_ = false;
  scene_.started = Clock::now();
  const int number = played_ + skipped_;
  if (world_) {
    scene_.port = 7000 + number;
  } else {
    FreePort free = find_free_port(scene_.port);
    scene_.port = free.number;
    scene_.claim = std::move(free.claim);
  }
  places_.sight.emplace(scene_.port);
  count_from_here();
  give({world_ ? "server" : "127.0.0.1", world_ ? "server6" : "::1",
        std::to_string(scene_.port)});
  if (settings_.step || settings_.step_wire)
    show_.keys(settings_.step, settings_.step_wire);
  if (number > 0) show_.print("\n");
  if (!settings_.predict.empty())
    rehearse();
  else
    show_.title(scene_.name, arguments[1]);
  scene_.title = arguments[1];
  if (!has_tool("ss") && !has_tool("netstat"))
    skip({"neither ss nor netstat is here: install iproute2 or net-tools"});
}

void Engine::clear() {
  lower(2s);
  record_.reset();
  cast_.clear();
  plan_ = {};
}

// say TEXT
void Engine::say(const Arguments& arguments) {
  const std::string text = joined(arguments);
  if (has_ladder())
    post(text);
  else
    show_.comment(text);
}

// needs PROGRAM ...
void Engine::needs(const Arguments& arguments) {
  for (const std::string& program : arguments)
    if (playing_ && !has_tool(program))
      skip({"there is no " + program + ": install it"});
}

// skip REASON
void Engine::skip(const Arguments& arguments) {
  if (exercise_.on) throw std::runtime_error{arguments[0]};
  if (has_ladder()) let_wire_tell();
  show_.print("SKIPPED  " + scene_.name + ": " + arguments[0] + "\n");
  clear();
  playing_ = false;
  finished_ = true;
  ++skipped_;
}

// Was everything as expected/SCENE.ladder says?
void Engine::judge() {
  if (exercise_.on) mark("");
  settle();
  lower(2s);
  if (!record_) raise_record();
  finished_ = true;
  if (world_ && !exercise_.on && !settings_.save.empty()) save_page();
  auto [status, words] = record_->verdict();
  if (!words.empty()) words.pop_back();  // the last line's end
  if (status == 1) {
    std::fprintf(stderr, "%s\n", words.c_str());
    fail("it was not as " + expected() + " says");
  }
  if (status == 77) {
    show_.print("\nSKIPPED  " + scene_.name + ": " + words + "\n");
    ++skipped_;
    return;
  }
  ++played_;
  if (settings_.queues) draw_queues();
  if (words.empty()) return;
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(
                          Clock::now() - scene_.started)
                          .count() /
                      100;
  show_.met(words + ", " + std::to_string(tenths / 10) + "." +
            std::to_string(tenths % 10) + " s");
}

// The ladder that plays in a browser, beside the trace.
void Engine::save_page() {
  const std::string path = settings_.save + "/" + scene_.name;
  // lab live has a pipe there, which cannot be read twice.
  if (!std::filesystem::is_regular_file(path + ".trace")) return;
  const Fd page{::open((path + ".html").c_str(),
                       O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
  if (!page) fail("cannot write " + path + ".html");
  Arguments command{settings_.programs + "/00_instruments/ladder",
                    "--read",
                    path + ".trace",
                    "--format",
                    "html",
                    "--title",
                    scene_.name + ": " + scene_.title};
  if (plan_.frames)
    command.insert(command.end(),
                   {"--" + plan_.named_frames, std::to_string(scene_.port)});
  Process ladder{{.arguments = std::move(command), .out = page.get()}};
  until([&] { return ladder.end().has_value(); },
        [&] { return path + ".html was not drawn" + within(); });
}

// How many bytes lay where, over time.
void Engine::draw_queues() {
  show_.print("\n" + (world_ ? record_->queues()
                             : "Without a wire nobody sees the queues.\n"));
  if (settings_.save.empty()) return;
  const std::string path = settings_.save + "/" + scene_.name + ".queues.svg";
  std::ofstream file{path};
  file << record_->queues_svg(scene_.name) << std::flush;
  if (!file) fail("cannot write " + path);
}

// Only where there is a wire.
bool Engine::needs_world(const std::string& what) {
  if (!world_)
    skip({"'" + what + "' needs the two hosts, and this is loopback"});
  return world_;
}

// wire ARGUMENTS
void Engine::wire(const Arguments& arguments) {
  if (!needs_world("wire " + joined(arguments))) return;
  if (record_) fail("wire comes before the first start");
  plan_.line = word_.line;
  plan_.wire.insert(plan_.wire.end(), arguments.begin(), arguments.end());
}

// websocket
void Engine::websocket(const Arguments&) {
  name_frames("websocket", trace::Protocol::websocket);
}

// tls
void Engine::tls(const Arguments&) {
  name_frames("tls", trace::Protocol::tls);
}

void Engine::name_frames(const std::string& word, trace::Protocol protocol) {
  if (record_) fail(word + " comes before the first start");
  if (plan_.frames) fail("a scene says websocket or tls, and once");
  plan_.named_frames = word;
  plan_.frames.emplace(static_cast<std::uint16_t>(scene_.port), protocol);
  if (world_)  // a frame may begin anywhere in a payload
    plan_.wire.insert(plan_.wire.end(), {"--data", "65535"});
}

}  // namespace stage
