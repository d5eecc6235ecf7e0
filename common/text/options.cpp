#include "common/text/options.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace {

constexpr int most_number = 1'000'000'000;
constexpr int most_port = 65535;

// "N" for --clients if the usage line has "[--clients N]", "" for "[--late]".
std::string_view placeholder(std::string_view line, std::string_view name) {
  for (auto at = line.find('['); at != line.npos; at = line.find('[', at + 1)) {
    const auto option = line.substr(at + 1, line.find(']', at) - at - 1);
    const auto end = std::min(option.find(' '), option.size());
    if (option.substr(0, end) == name)
      return option.substr(std::min(end + 1, option.size()));
  }
  throw UsageError{"unknown option '" + std::string{name} + "'"};
}

void check_number(const std::string& name, const std::string& value, int most) {
  int number = -1;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc{} || stop != end || number < 0 || number > most)
    throw UsageError{name + " takes a number from 0 to " +
                     std::to_string(most) + ", not '" + value + "'"};
}

}  // namespace

bool Options::has(std::string_view name) const {
  return given.find(name) != given.end();
}

std::string Options::text(std::string_view name,
                          std::string_view otherwise) const {
  const auto found = given.find(name);
  return found != given.end() ? found->second : std::string{otherwise};
}

int Options::number(std::string_view name, int otherwise) const {
  return has(name) ? std::stoi(text(name, "")) : otherwise;
}

namespace text {

Options read_options(std::span<char* const> arguments,
                     std::string_view usage_line) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string name = arguments[i];
    std::optional<std::string> value;  // "--port=80" is "--port 80"
    const auto equals = name.starts_with("--") ? name.find('=') : name.npos;
    if (equals != name.npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    const std::string_view expects = placeholder(usage_line, name);
    if (expects.empty() && value) throw UsageError{name + " takes no value"};
    if (!expects.empty() && !value) {
      if (++i == arguments.size()) throw UsageError{name + " takes a value"};
      value = arguments[i];
    }
    if (expects == "N") check_number(name, *value, most_number);
    if (expects == "P") check_number(name, *value, most_port);
    if (expects.ends_with(" ...") && options.has(name))
      value = options.text(name, "") + "\n" + *value;
    options.given.insert_or_assign(name, value.value_or(""));
  }
  options.host = options.text("--host", options.host);
  options.port = options.text("--port", options.port);
  return options;
}

std::string folded_usage(std::string_view usage_line) {
  std::string text = "usage: " + std::string{usage_line};
  std::size_t start = 0;
  while (text.size() - start > 80) {
    const auto gap = text.rfind(" [", start + 80);
    text.replace(gap, 1, "\n         ");
    start = gap + 1;
  }
  return text;
}

}  // namespace text
