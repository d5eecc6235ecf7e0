// The grammar of HTTP/1.1 once more, as regular expressions that follow the
// RFCs' own rules line by line: RFC 9112 (messages), RFC 9110 (headers), RFC 3986
// (hosts and targets). It is slow and keeps to no limit; the parsers of
// common/http must accept what it accepts, and nothing more.
#pragma once

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

namespace grammar {

struct Message {
  std::string start;  // "GET / HTTP/1.1"
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::size_t size = 0;  // in bytes, with empty lines before it
};

inline std::string any(const std::string& rule) {
  return "(?:" + rule + ")*";
}

// RFC 9110, 5.6.2 to 5.6.4, 5.5.
inline const std::string token = R"([-!#$%&'*+.^_`|~0-9A-Za-z]+)";
inline const std::string blanks = R"([ \t]*)";
inline const std::string text = R"([^\x00-\x08\x0a-\x1f\x7f]*)";
inline const std::string quoted =
    R"("(?:[^\x00-\x08\x0a-\x1f\x7f"\\]|\\[^\x00-\x08\x0a-\x1f\x7f])*")";

// RFC 3986, 2.1 to 2.3, 3.2.2, 3.2.3.
inline const std::string encoded = "%[0-9A-Fa-f]{2}";
inline const std::string plain = R"([-A-Za-z0-9._~!$&'()*+,;=])";
inline const std::string byte =
    "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])";
inline const std::string ipv4 =
    byte + "\\." + byte + "\\." + byte + "\\." + byte;
inline const std::string h16 = "[0-9A-Fa-f]{1,4}";
inline const std::string ls32 = "(?:" + h16 + ":" + h16 + "|" + ipv4 + ")";

// [ *N( h16 ":" ) h16 ]
inline std::string up_to(int n) {
  return "(?:(?:" + h16 + ":){0," + std::to_string(n) + "}" + h16 + ")?";
}

inline std::string h16s(int n) {
  return "(?:" + h16 + ":){" + std::to_string(n) + "}";
}

inline const std::string ipv6 =
    "(?:" + h16s(6) + ls32 + "|::" + h16s(5) + ls32 + "|" + up_to(0) +
    "::" + h16s(4) + ls32 + "|" + up_to(1) + "::" + h16s(3) + ls32 + "|" +
    up_to(2) + "::" + h16s(2) + ls32 + "|" + up_to(3) + "::" + h16s(1) + ls32 +
    "|" + up_to(4) + "::" + ls32 + "|" + up_to(5) + "::" + h16 + "|" +
    up_to(6) + "::)";
inline const std::string future =
    R"([vV][0-9A-Fa-f]+\.[-A-Za-z0-9._~!$&'()*+,;=:]+)";
inline const std::string literal = "\\[(?:" + ipv6 + "|" + future + ")\\]";
inline const std::string name = plain + "|" + encoded;
inline const std::string host = "(?:" + literal + "|" + any(name) + ")";
inline const std::string some_host =
    "(?:" + literal + "|(?:" + name + ")+)";  // RFC 9110, 4.2.1
inline const std::string port = "(?::[0-9]*)?";

// RFC 3986, 3.3 and 3.4; RFC 9112, 3.2; RFC 9110, 4.2.
inline const std::string path = any(name + "|[:@/]");
inline const std::string query = "(?:\\?" + any(name + "|[:@/?]") + ")?";
inline const std::string origin = "/" + path + query;
inline const std::string absolute = "[Hh][Tt][Tt][Pp][Ss]?://" + some_host +
                                    port + "(?:/" + path + ")?" + query;

inline bool matches(const std::string& input, const std::string& rule) {
  static std::map<std::string, std::regex> known;
  return std::regex_match(input, known.try_emplace(rule, rule).first->second);
}

inline bool is_target(const std::string& method, const std::string& target) {
  if (method == "CONNECT") {
    if (!matches(target, some_host + ":0*[0-9]{1,5}")) return false;
    const int number = std::stoi(target.substr(target.rfind(':') + 1));
    return 1 <= number && number <= 65535;
  }
  if (method == "OPTIONS" && target == "*") return true;
  return matches(target, origin) || matches(target, absolute);
}

inline std::string trimmed(const std::string& value) {
  const std::size_t begin = value.find_first_not_of(" \t");
  if (begin == std::string::npos) return "";
  return value.substr(begin, value.find_last_not_of(" \t") + 1 - begin);
}

inline std::string lower(std::string value) {
  for (char& c : value)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return value;
}

inline std::vector<std::string> values(const Message& message,
                                       const std::string& wanted) {
  std::vector<std::string> found;
  for (const auto& [header, value] : message.headers)
    if (lower(header) == wanted) found.push_back(value);
  return found;
}

// Cuts a line off; nothing if it has no end.
inline std::optional<std::string> cut_line(const std::string& input,
                                           std::size_t& at) {
  const std::size_t end = input.find("\r\n", at);
  if (end == std::string::npos) return {};
  const std::string line = input.substr(at, end - at);
  at = end + 2;
  return line;
}

// *( field-line CRLF ) CRLF. With `folds`, a line may go on in the next one.
inline bool read_headers(const std::string& input, bool folds,
                         Message& message) {
  while (true) {
    auto line = cut_line(input, message.size);
    if (!line) return false;
    if (line->empty()) return true;
    if (matches(line->substr(0, 1), "[ \t]")) return false;
    while (folds && matches(input.substr(message.size, 1), "[ \t]")) {
      const auto more = cut_line(input, message.size);
      if (!more || !matches(*more, text)) return false;
      line = trimmed(trimmed(*line) + " " + trimmed(*more));
    }
    if (!matches(*line, token + ":" + text)) return false;
    const std::size_t colon = line->find(':');
    message.headers.emplace_back(line->substr(0, colon),
                                 trimmed(line->substr(colon + 1)));
  }
}

inline bool take(const std::string& input, std::size_t length, Message& m) {
  if (input.size() - m.size < length) return false;
  m.body += input.substr(m.size, length);
  m.size += length;
  return true;
}

// RFC 9112, 7.1.
inline bool read_chunks(const std::string& input, bool folds, Message& m) {
  const std::string extension = blanks + ";" + blanks + token + "(?:" + blanks +
                                "=" + blanks + "(?:" + token + "|" + quoted +
                                "))?";
  while (true) {
    const auto line = cut_line(input, m.size);
    if (!line || !matches(*line, "[0-9A-Fa-f]+" + any(extension))) return false;
    std::string digits =
        line->substr(0, line->find_first_not_of("0123456789abcdefABCDEF"));
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.size() > 8) return false;  // no input is that long
    const std::size_t size =
        digits.empty() ? 0 : std::stoul(digits, nullptr, 16);
    if (size == 0) break;
    if (!take(input, size, m) || input.substr(m.size, 2) != "\r\n")
      return false;
    m.size += 2;
  }
  Message trailers;
  trailers.size = m.size;
  if (!read_headers(input, folds, trailers)) return false;
  m.size = trailers.size;
  return true;
}

// RFC 9112, 6.3: by length, in chunks, or what is done without both.
inline bool read_body(const std::string& input, bool folds, bool until_end,
                      Message& m) {
  const auto codings = values(m, "transfer-encoding");
  const auto lengths = values(m, "content-length");
  if (!codings.empty()) {
    std::string list;
    for (const std::string& coding : codings) list += "," + coding;
    return lengths.empty() && m.start.find("HTTP/1.0") == std::string::npos &&
           matches(lower(list), "[ \t,]*chunked[ \t,]*") &&
           read_chunks(input, folds, m);
  }
  if (lengths.empty())
    return !until_end || take(input, input.size() - m.size, m);
  std::string list = lengths.front();
  for (std::size_t i = 1; i < lengths.size(); ++i) list += "," + lengths[i];
  if (!matches(list, "([0-9]+)(?:" + blanks + "," + blanks + "\\1)*"))
    return false;
  std::string digits = list.substr(0, list.find_first_not_of("0123456789"));
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return digits.size() < 9 &&
         take(input, digits.empty() ? 0 : std::stoul(digits), m);
}

// The request at the beginning of `input`, or nothing: it is malformed, or not
// all of it is there.
inline std::optional<Message> read_request(const std::string& input) {
  Message m;
  while (input.compare(m.size, 2, "\r\n") == 0) m.size += 2;
  const auto line = cut_line(input, m.size);
  if (!line || !matches(*line, token + " [!-~]+ HTTP/1\\.[0-9]")) return {};
  m.start = *line;
  const std::size_t first = line->find(' '), last = line->rfind(' ');
  if (!is_target(line->substr(0, first),
                 line->substr(first + 1, last - first - 1)))
    return {};
  if (!read_headers(input, false, m)) return {};
  const auto hosts = values(m, "host");
  const bool old = line->ends_with("HTTP/1.0");
  if (hosts.size() > 1 || (hosts.empty() && !old)) return {};
  if (!hosts.empty() && !matches(hosts.front(), host + port)) return {};
  if (!read_body(input, false, false, m)) return {};
  return m;
}

// The response at the beginning of `input`, behind which the connection ends.
inline std::optional<Message> read_response(const std::string& input,
                                            bool to_head) {
  Message m;
  const auto line = cut_line(input, m.size);
  if (!line || !matches(*line, "HTTP/1\\.[0-9] [1-9][0-9]{2} " + text))
    return {};
  m.start = *line;
  if (matches(input.substr(m.size, 1), "[ \t]")) return {};
  if (!read_headers(input, true, m)) return {};
  const std::string status = line->substr(9, 3);
  const bool none =
      to_head || status[0] == '1' || status == "204" || status == "304";
  if (!none && !read_body(input, true, true, m)) return {};
  return m;
}

}  // namespace grammar
