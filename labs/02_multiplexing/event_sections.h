// What is behind the rows of an event matrix in HTML: what was seen, and what each word
// of it means.
#pragma once

#include <array>
#include <ostream>
#include <string>
#include <string_view>

#include "labs/02_multiplexing/event_page.h"

namespace events {

struct Meaning {
  std::string_view word;
  std::string_view says;
};
// See poll(2), epoll_ctl(2), recv(2), send(2).
inline constexpr std::array<Meaning, 19> meanings = {{
    {"read", "a read would not block"},
    {"write", "a write would not block"},
    {"except", "urgent data"},
    {"IN", "a read would not block: data, the end, or an error"},
    {"PRI", "urgent data"},
    {"OUT", "a write would not block: there is room, or an error"},
    {"RDHUP", "the peer sends no more, or we read no more"},
    {"ERR", "an error waits to be told"},
    {"HUP", "both directions have ended"},
    {"NVAL", "the descriptor is not open"},
    {"0", "the end"},
    {"5", "five bytes"},
    {"EAGAIN", "it would block"},
    {"EBADF", "the descriptor is not open"},
    {"ENOTCONN", "there is no connection"},
    {"EPIPE", "this direction has ended"},
    {"ECONNREFUSED", "nobody listens there: RST came for the SYN"},
    {"ECONNRESET", "the peer sent RST"},
    {"ETIMEDOUT", "the peer did not answer in time"},
}};

inline std::string meanings_of(const matrix::Cell& cell) {
  std::string text = matrix::said(cell, "says");
  const std::string words = " " + text + " ";
  std::string_view between = ". ";
  for (const auto& [word, says] : meanings) {
    std::string whole{" "};
    whole.append(word).append(" ");
    if (words.find(whole) == std::string::npos) continue;
    text.append(between).append(word).append(": ").append(says);
    between = "; ";
  }
  return text + ".";
}

inline void write_sections(std::ostream& out, const matrix::Matrix& cells) {
  for (const std::string& event : matrix::distinct(cells, &matrix::Cell::row)) {
    std::string body;
    for (const matrix::Cell& cell : cells.cells)
      if (cell.row == event)
        body += matrix::definition(cell.column, meanings_of(cell));
    matrix::write_section(out, event, event, body);
  }
}

}  // namespace events
