// Reads a message's body as it arrives. RFC 9112, 6 and 7.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/framing.h"
#include "common/http/head.h"
#include "common/http/input.h"
#include "common/http/refusal.h"

namespace http {

class BodyReader {
 public:
  BodyReader(const Framing& framing, const Limits& limits, Folds folds);

  // Moves what has arrived of the body from `input` to the end of `body`, and
  // nothing that stands behind it. Returns whether the body is complete.
  // Refuses what is malformed (400), and what is too long (413, 431) as soon as
  // its length is known.
  bool read(Input& input, std::string& body);

  // Whether only the end of the connection completes the body.
  bool lasts_until_end() const { return kind_ == Framing::Kind::until_end; }

 private:
  bool take_data(Input& input, std::string& body);
  bool read_chunks(Input& input, std::string& body);
  std::optional<std::string_view> take_line(Input& input, std::size_t free);
  void begin_chunk(std::string_view size_line);

  enum class Expected { chunk_size, chunk_data, chunk_end, trailer };

  Framing::Kind kind_;
  Folds folds_;
  bool has_trailer_ = false;
  Expected expected_ = Expected::chunk_size;
  std::size_t data_left_;  // of the body, or of this chunk
  std::size_t body_limit_;
  std::size_t extras_left_;  // for chunk extensions and trailers together
};

}  // namespace http
