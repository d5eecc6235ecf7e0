// Text inside HTML, SVG and XML.
#pragma once

#include <string>
#include <string_view>

namespace text {

// For what stands between tags, and in an attribute.
std::string html_escaped(std::string_view text);

}  // namespace text
