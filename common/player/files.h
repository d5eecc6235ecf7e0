// The files of the player, inside the program: it needs none of them when it runs.
#pragma once

#include <string_view>

namespace player {

std::string_view script();  // plain JavaScript, for a <script>
std::string_view style();   // CSS
std::string_view body();    // HTML: what stands between <body> and </body>

}  // namespace player
