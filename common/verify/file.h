// The expectations of a file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/verify/expectation.h"

namespace verify {

// What {name} stands for in an exercise, by name: of a-z, 0-9 and _.
using Values = std::map<std::string, std::string>;

// The text with these values in the place of {name}; between quotation marks as an
// expectation writes them: \r \n \" \\ \xHH. What is no such name stays as it is.
// Throws std::runtime_error for a name that there is no value for.
std::string with_values(std::string_view text, const Values& values);

// Reads the file. Without values {name} means itself. Throws std::runtime_error, or
// std::system_error, that says which file, and where in it.
std::vector<Expectation> read_expectations(
    const std::string& path, const std::optional<Values>& values = {});

}  // namespace verify
