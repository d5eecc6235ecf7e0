// What a person reads of a close matrix, in order: whatever the format is.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "common/text/table.h"
#include "labs/17_close_matrix/tables.h"

namespace matrix {

inline constexpr std::array<std::string_view, 2> introduction = {
    "A socket, the subject, is brought into a state and ended in some way, "
    "while the wire holds what its peer sends. Each cell: what the subject "
    "sends at once → its state while the answer is held.",
    "-unread: bytes have come from the peer that nobody has read. -unsent: "
    "some of what was sent waits in the send queue. linger-N: close() with "
    "SO_LINGER {1, N}. exit, SIGKILL: its process ends; with -linger-0, "
    "SO_LINGER is {1, 0} then. In LISTEN a connection waits to be accepted, "
    "and it is the one that has unread bytes."};
inline constexpr std::string_view legend =
    "From each state, when the answer is let go. answered: what the subject "
    "sends when it arrives; then its state. The peer reads to the end in one "
    "play, and writes 8 bytes twice in another. lost: bytes that never reached "
    "a program. TIME-WAIT: who, once the peer has closed, and then the subject "
    "if it had not.";

inline void write(const Matrix& matrix, const text::Page& page) {
  page.title("How a connection ends: " + matrix.kernel);
  for (const std::string_view text : introduction) page.paragraph(text);
  const Words states = distinct(matrix, &Cell::row);
  const std::array<text::Menu, 2> menus = {
      {{"state", states}, {"way", distinct(matrix, &Cell::column)}}};
  write_top(matrix, page,
            {Mark::reset, Mark::fin, Mark::silent, Mark::lost, Mark::error,
             Mark::waits},
            menus);
  for (const Table& table : overview(matrix, !page.scrolls)) page.table(table);
  const Words reasons = distinct(matrix, &Cell::impossible);
  std::string impossible = "Cannot be:";
  for (std::size_t n = 0; n < reasons.size(); ++n)
    impossible += " (" + std::to_string(n + 1) + ") " + reasons[n] + ".";
  if (!reasons.empty()) page.paragraph(impossible);
  page.paragraph(legend);
  for (std::size_t n = 0; n < states.size(); ++n)
    page.table(details(matrix, states[n], n));
}

}  // namespace matrix
