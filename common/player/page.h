// One file that plays a ladder in a browser, and needs no network.
#pragma once

#include <string>
#include <string_view>

namespace player {

// `rows`: lines, as `ladder --format rows` writes them. `picture`: an SVG of the whole
// ladder, for a browser that runs no scripts.
std::string page(std::string_view title, std::string_view rows,
                 std::string_view picture);

}  // namespace player
