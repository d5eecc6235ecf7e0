// The ladder of a trace that was kept, as a picture.
#pragma once

#include <string>
#include <string_view>

namespace ladder {

// The picture bears no colours: many of them in one page have theirs from picture_style.
// Throws std::runtime_error if there is no such file.
std::string svg_of_trace(const std::string& path, std::string_view title);

// The colours, and those of page_style (svg.h) on a dark screen.
std::string picture_style();

}  // namespace ladder
