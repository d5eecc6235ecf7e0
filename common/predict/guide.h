// Where a lab's guide explains something.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace predict {

// The section of the guide (the text of a README.md) that says most of it: "Why", or
// "Why: The ACK is the kernel's" if a point there has a title. Empty: none does.
std::string section_about(std::string_view guide, std::string_view scene,
                          const std::vector<std::string>& keywords);

}  // namespace predict
