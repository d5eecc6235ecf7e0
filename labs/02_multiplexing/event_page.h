// What a person reads of an event matrix, whatever the format is.
#pragma once

#include <array>
#include <string_view>

#include "common/text/matrix_program.h"
#include "common/text/table.h"

namespace events {

inline constexpr std::array<matrix::Field, 1> fields = {
    {{"says", "what it says"}}};
inline constexpr matrix::Shape shape{
    .row = "event", .column = "way", .fields = fields};

inline constexpr std::string_view introduction =
    "A line for each thing that can happen to a socket, a column for each "
    "way to ask it. select: in which of its sets the socket is. poll, epoll: "
    "POLLIN or EPOLLIN is IN, and so on. edge: what epoll with EPOLLET "
    "tells, when it has told all that was before. recv, send: what two "
    "non-blocking calls return, one after the other, or both. –: nothing.";
inline constexpr std::string_view events =
    "unconnected: no connect() yet. connecting: SYN-SENT. data, FIN, RST: "
    "they have come. our-FIN: shutdown(SHUT_WR) of ours. full: the send "
    "buffer; emptied: and the peer has read. listener-client: one waits for "
    "accept(). listener-shut: shutdown(SHUT_RD). closed: then asked. "
    "closed-by-thread: by another thread, while one waited in that call, "
    "which something else ended. closed-dup-data: a dup() lives, and data "
    "comes.";

inline void write(const matrix::Matrix& cells, const text::Page& page) {
  page.title("What select, poll and epoll report: " + cells.kernel);
  page.paragraph(introduction);
  const std::array<text::Menu, 2> menus = {
      {{"event", matrix::distinct(cells, &matrix::Cell::row)},
       {"way", matrix::distinct(cells, &matrix::Cell::column)}}};
  using text::Mark;
  matrix::write_top(cells, page, {Mark::silent, Mark::waits, Mark::error},
                    menus);
  page.table(matrix::table_of(cells, shape, "says"));
  page.paragraph(events);
}

}  // namespace events
