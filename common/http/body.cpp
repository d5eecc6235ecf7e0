#include "common/http/body.h"

#include <algorithm>

#include "common/http/head.h"
#include "common/http/syntax.h"

namespace http {
namespace {

// Where the first of these extensions ends: at a ';' that no quotation holds.
std::size_t extension_end(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ';' && !quoted) return i;
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '\\' && quoted) ++i;
  }
  return text.size();
}

// name [ "=" value ], with white space wherever a separator stands.
bool is_extension(std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  if (!is_token(trim(text.substr(0, equals)))) return false;
  if (equals == text.size()) return true;
  const std::string_view value = trim(text.substr(equals + 1));
  return is_token(value) || is_quoted(value);
}

// *( ";" extension ), which ends without white space. RFC 9112, 7.1.1.
void check_extensions(std::string_view text) {
  while (!text.empty()) {
    require(trim(text).starts_with(';') && text.back() != ' ' &&
                text.back() != '\t',
            400, "no ';' after a chunk's size (RFC 9112, 7.1.1)");
    text.remove_prefix(text.find(';') + 1);
    const std::size_t end = extension_end(text);
    require(is_extension(text.substr(0, end)), 400,
            "a chunk extension is 'name' or 'name=value' (RFC 9112, 7.1.1)");
    text.remove_prefix(end);
  }
}

}  // namespace

BodyReader::BodyReader(const Framing& framing, const Limits& limits,
                       Folds folds)
    : kind_{framing.kind},
      folds_{folds},
      data_left_{framing.length},
      body_limit_{limits.body_bytes},
      extras_left_{limits.head_bytes} {}

bool BodyReader::read(Input& input, std::string& body) {
  if (kind_ == Framing::Kind::chunked) return read_chunks(input, body);
  if (kind_ == Framing::Kind::length) return take_data(input, body);
  data_left_ = input.view().size();  // whatever there is belongs to the body
  take_data(input, body);
  return false;
}

// Returns whether all data has arrived that should.
bool BodyReader::take_data(Input& input, std::string& body) {
  require(data_left_ <= body_limit_ - body.size(), 413,
          "the body is too long (RFC 9110, 15.5.14)");
  const std::string_view data = input.take(data_left_);
  body += data;
  data_left_ -= data.size();
  return data_left_ == 0;
}

// *chunk last-chunk trailer-section CRLF. RFC 9112, 7.1.
bool BodyReader::read_chunks(Input& input, std::string& body) {
  while (true) {
    switch (expected_) {
      case Expected::chunk_size: {
        const auto line = take_line(input, 16);  // digits of a 64-bit size
        if (!line) return false;
        begin_chunk(*line);
        break;
      }
      case Expected::chunk_data:
        if (!take_data(input, body)) return false;
        expected_ = Expected::chunk_end;
        break;
      case Expected::chunk_end:
        if (input.view().size() < 2) return false;
        require(input.take(2) == "\r\n", 400,
                "no CR LF after a chunk's data (RFC 9112, 7.1)");
        expected_ = Expected::chunk_size;
        break;
      case Expected::trailer: {
        const auto line = take_line(input, 0);
        if (!line) return false;
        if (line->empty()) return true;
        // Checked, then dropped.
        if (!is_folded(*line) || folds_ == Folds::refused || !has_trailer_)
          parse_header(*line);
        has_trailer_ = true;
        break;
      }
    }
  }
}

// Takes a line and returns it without its CR LF; nothing while it has not all
// arrived. What it has more than `free` bytes counts as extra: the extensions
// of many chunks, each of them short, are too long as well. RFC 9112, 7.1.1.
std::optional<std::string_view> BodyReader::take_line(Input& input,
                                                      std::size_t free) {
  free += 2;
  auto line = input.take_lines(
      "\r\n", free + extras_left_,
      {431, "chunk extensions or trailers are too long (RFC 9112, 7.1.1)"});
  if (!line) return {};
  extras_left_ -= line->size() - std::min(line->size(), free);
  line->remove_suffix(2);
  return line;
}

// chunk-size [ chunk-ext ]: the extension is checked, and ignored.
void BodyReader::begin_chunk(std::string_view size_line) {
  const std::size_t digits =
      std::min(size_line.find_first_of("; \t"), size_line.size());
  const auto size = to_number(size_line.substr(0, digits), 16);
  require(size.has_value(), 400,
          "the chunk size is no hexadecimal number, or too big "
          "(RFC 9112, 7.1)");
  check_extensions(size_line.substr(digits));
  data_left_ = *size;
  expected_ = *size > 0 ? Expected::chunk_data : Expected::trailer;
}

}  // namespace http
