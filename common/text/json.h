// As much of JSON as a trace needs: one flat object a line, whose values are
// texts, numbers, true and false, and lists of texts. RFC 8259.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace json {

struct Error {
  std::size_t offset = 0;  // in the line, from 0
  std::string reason;
};

class Writer {
 public:
  Writer();
  Writer& text(std::string_view key, std::string_view value);
  Writer& texts(std::string_view key, const std::vector<std::string>& values);
  Writer& number(std::string_view key, long long value);
  Writer& seconds(std::string_view key, double value);  // to the microsecond
  Writer& boolean(std::string_view key, bool value);
  // One that another Writer has finished. Object reads no such line.
  Writer& object(std::string_view key, std::string_view finished);
  std::string finish();  // once

 private:
  void key(std::string_view key);
  std::string out_ = "{";
};

class Object {
 public:
  struct Value {
    std::variant<std::string, double, bool, std::vector<std::string>> value;
    std::size_t offset = 0;
  };
  std::map<std::string, Value, std::less<>> values;

  // The value of a key. Throw Error if it is not there, or of another kind.
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key,
                                 std::string_view otherwise) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] double real(std::string_view key) const;
  [[nodiscard]] bool boolean(std::string_view key) const;
  template <typename Whole>
  [[nodiscard]] Whole whole(std::string_view key) const {
    constexpr double exact = 9007199254740992;  // 2^53: beyond, doubles skip
    const double value = real(key);
    const double most =
        std::min(exact, static_cast<double>(std::numeric_limits<Whole>::max()));
    const double least = std::max(
        -exact, static_cast<double>(std::numeric_limits<Whole>::min()));
    if (value != std::floor(value) || value > most || value < least)
      fail(key, "a number out of range");
    return static_cast<Whole>(value);
  }

  [[noreturn]] void fail(std::string_view key, std::string_view reason) const;
};

// Throws Error that says where the line is no such object.
Object parse_object(std::string_view line);

}  // namespace json
