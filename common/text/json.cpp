#include "common/text/json.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace json {
namespace {

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else {
    out += "\\u00";
    out += digits[static_cast<std::size_t>(c) >> 4];
    out += digits[static_cast<std::size_t>(c) & 15];
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t begin = 0;  // of what needs no escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20)
      continue;
    out.append(text, begin, i - begin);
    append_escaped(out, c);
    begin = i + 1;
  }
  out.append(text, begin);
  out += '"';
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&](std::uint32_t value) {
    out += static_cast<char>(static_cast<unsigned char>(value));
  };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

class Reader {
 public:
  explicit Reader(std::string_view line) : line_{line} {}

  Object object() {
    Object object;
    expect('{');
    if (!take('}')) {
      do {
        skip_space();
        const std::size_t offset = at_;
        const std::string key = text();
        expect(':');
        skip_space();
        const std::size_t place = at_;
        if (!object.values.emplace(key, Object::Value{value(), place}).second)
          fail(offset, "the key \"" + key + "\" stands there twice");
      } while (take(','));
      if (!take('}')) fail(at_, "expected ',' or '}'");
    }
    skip_space();
    if (at_ != line_.size()) fail(at_, "more behind the object");
    return object;
  }

 private:
  [[noreturn]] static void fail(std::size_t offset, std::string reason) {
    throw Error{offset, std::move(reason)};
  }

  void skip_space() {
    while (at_ < line_.size() &&
           std::string_view{" \t\r\n"}.find(line_[at_]) != line_.npos)
      ++at_;
  }

  bool take(char c) {
    skip_space();
    if (at_ == line_.size() || line_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!take(c)) fail(at_, std::string{"expected '"} + c + "'");
  }

  bool take_word(std::string_view word) {
    if (!line_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  decltype(Object::Value::value) value() {
    if (at_ == line_.size()) fail(at_, "expected a value");
    if (line_[at_] == '"') return text();
    if (line_[at_] == '[') return texts();
    if (take_word("true")) return true;
    if (take_word("false")) return false;
    return number();
  }

  std::vector<std::string> texts() {
    std::vector<std::string> values;
    expect('[');
    if (take(']')) return values;
    do {
      skip_space();
      values.push_back(text());
    } while (take(','));
    if (!take(']')) fail(at_, "expected ',' or ']'");
    return values;
  }

  double number() {
    double value = 0;
    const char* begin = line_.data() + at_;
    const auto [end, error] =
        std::from_chars(begin, line_.data() + line_.size(), value);
    // from_chars reads "inf" and "nan" too, which JSON has not.
    const bool digit = *begin == '-' || (*begin >= '0' && *begin <= '9');
    if (error != std::errc{} || !digit || !std::isfinite(value))
      fail(at_, "expected a text, a number, a list, true or false");
    at_ += static_cast<std::size_t>(end - begin);
    return value;
  }

  std::uint32_t four_digits() {
    std::uint32_t code = 0;
    const std::string_view digits = line_.substr(at_, 4);
    const char* end = digits.data() + digits.size();
    if (digits.size() != 4 ||
        std::from_chars(digits.data(), end, code, 16).ptr != end)
      fail(at_, "expected four hexadecimal digits");
    at_ += 4;
    return code;
  }

  void escape(std::string& out) {
    constexpr std::string_view escapes = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char c = at_ < line_.size() ? line_[at_] : '\0';
    if (const auto known = escapes.find(c); known != escapes.npos) {
      out += meanings[known];
      ++at_;
      return;
    }
    if (c != 'u') fail(at_, "an unknown escape");
    ++at_;
    std::uint32_t code = four_digits();
    // Beyond U+FFFF two escapes make one character: a surrogate pair.
    if (code >= 0xD800 && code < 0xDC00 && take_word("\\u")) {
      const std::uint32_t low = four_digits();
      if (low < 0xDC00 || low > 0xDFFF) fail(at_, "half a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xD800 && code <= 0xDFFF) {
      fail(at_, "half a surrogate pair");
    }
    append_utf8(out, code);
  }

  std::string text() {
    if (at_ == line_.size() || line_[at_] != '"') fail(at_, "expected a text");
    std::string out;
    for (++at_; at_ < line_.size() && line_[at_] != '"';) {
      if (static_cast<unsigned char>(line_[at_]) < 0x20)
        fail(at_, "a control character in a text");
      if (line_[at_] != '\\') {
        out += line_[at_++];
        continue;
      }
      ++at_;
      escape(out);
    }
    if (at_ == line_.size()) fail(at_, "a text without its end");
    ++at_;
    return out;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

// The value of that kind, or nothing if the key is not there.
template <typename Kind>
const Kind* get(const Object& object, std::string_view key,
                std::string_view expected) {
  const auto found = object.values.find(key);
  if (found == object.values.end()) return nullptr;
  const Kind* value = std::get_if<Kind>(&found->second.value);
  if (value == nullptr) object.fail(key, expected);
  return value;
}

template <typename Kind>
const Kind& require(const Object& object, std::string_view key,
                    std::string_view expected) {
  const Kind* value = get<Kind>(object, key, expected);
  if (value == nullptr) object.fail(key, "is missing");
  return *value;
}

}  // namespace

Writer::Writer() {
  out_.reserve(512);  // as long as a segment's line
}

std::string Writer::finish() {
  out_ += '}';
  return std::move(out_);
}

void Writer::key(std::string_view key) {
  if (out_.size() > 1) out_ += ',';
  append_quoted(out_, key);
  out_ += ':';
}

Writer& Writer::text(std::string_view name, std::string_view value) {
  key(name);
  append_quoted(out_, value);
  return *this;
}

Writer& Writer::texts(std::string_view name,
                      const std::vector<std::string>& values) {
  key(name);
  out_ += '[';
  for (const std::string& value : values) {
    if (out_.back() != '[') out_ += ',';
    append_quoted(out_, value);
  }
  out_ += ']';
  return *this;
}

Writer& Writer::number(std::string_view name, long long value) {
  key(name);
  out_ += std::to_string(value);
  return *this;
}

Writer& Writer::seconds(std::string_view name, double value) {
  constexpr long long million = 1'000'000;
  const long long microseconds = std::llround(value * million);
  const std::string fraction =  // a leading 1 keeps its zeros
      std::to_string(million + std::abs(microseconds % million));
  key(name);
  if (microseconds < 0) out_ += '-';
  out_ += std::to_string(std::abs(microseconds / million));
  out_ += '.';
  out_.append(fraction, 1);
  return *this;
}

Writer& Writer::boolean(std::string_view name, bool value) {
  key(name);
  out_ += value ? "true" : "false";
  return *this;
}

Writer& Writer::object(std::string_view name, std::string_view finished) {
  key(name);
  out_ += finished;
  return *this;
}

void Object::fail(std::string_view key, std::string_view reason) const {
  const auto found = values.find(key);
  throw Error{found == values.end() ? 0 : found->second.offset,
              "\"" + std::string{key} + "\": " + std::string{reason}};
}

std::string Object::text(std::string_view key) const {
  return require<std::string>(*this, key, "expected a text");
}

std::string Object::text(std::string_view key,
                         std::string_view otherwise) const {
  const auto* value = get<std::string>(*this, key, "expected a text");
  return value != nullptr ? *value : std::string{otherwise};
}

std::vector<std::string> Object::texts(std::string_view key) const {
  return require<std::vector<std::string>>(*this, key, "expected a list");
}

double Object::real(std::string_view key) const {
  return require<double>(*this, key, "expected a number");
}

bool Object::boolean(std::string_view key) const {
  return require<bool>(*this, key, "expected true or false");
}

Object parse_object(std::string_view line) {
  return Reader{line}.object();
}

}  // namespace json
