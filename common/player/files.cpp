#include "common/player/files.h"

// The assembler reads the files; the paths begin at the top of the project, where make
// runs. A new file needs a line here. (A #embed of C++26 would do the same.)
asm(R"(
.pushsection .rodata
player_script:
.incbin "common/player/model.js"
.incbin "common/player/words.js"
.incbin "common/player/elements.js"
.incbin "common/player/diagram.js"
.incbin "common/player/sockets.js"
.incbin "common/player/table.js"
.incbin "common/player/player.js"
.incbin "common/player/controls.js"
player_script_end:
player_style:
.incbin "common/player/page.css"
player_style_end:
player_body:
.incbin "common/player/body.html"
player_body_end:
.popsection
)");

extern "C" {
extern const char player_script[];
extern const char player_script_end[];
extern const char player_style[];
extern const char player_style_end[];
extern const char player_body[];
extern const char player_body_end[];
}

namespace player {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view script() {
  return between(player_script, player_script_end);
}
std::string_view style() {
  return between(player_style, player_style_end);
}
std::string_view body() {
  return between(player_body, player_body_end);
}

}  // namespace player
