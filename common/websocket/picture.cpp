#include "common/websocket/picture.h"

#include <algorithm>
#include <array>

#include "common/text/hex.h"
#include "common/websocket/opcode.h"

namespace websocket {
namespace {

constexpr std::size_t bytes_a_row = 4;

std::string centred(std::string_view text, std::size_t width) {
  const std::size_t left = (width - std::min(width, text.size())) / 2;
  std::string line(left, ' ');
  line += text;
  line.resize(std::max(width, line.size()), ' ');
  return line;
}

// Some bits in a row that belong together. A bit takes two columns, the second
// of which is the space or the wall behind it.
struct Cell {
  std::string bits;                     // "0001"
  std::vector<std::string> lines = {};  // what stands below them

  [[nodiscard]] std::size_t width() const { return 2 * bits.size() - 1; }
};

using Row = std::vector<Cell>;

std::string bits_of(std::byte byte) {
  std::string bits;
  for (int i = 8; i-- > 0;)
    bits += (byte >> i & std::byte{1}) == std::byte{1} ? '1' : '0';
  return bits;
}

// A name of one column, downwards.
std::vector<std::string> downwards(std::string_view name) {
  std::vector<std::string> lines;
  for (const char c : name) lines.emplace_back(1, c);
  return lines;
}

std::vector<std::string> opcode_lines(Opcode opcode) {
  if (opcode == Opcode::continuation) return {"opcode", "contin-", "uation"};
  const std::string_view name = name_of(opcode);
  return {"opcode", std::string{name.empty() ? "unknown" : name}};
}

class Painter {
 public:
  explicit Painter(Bytes frame) : frame_{frame} {
    if (frame.empty()) return;
    const std::string first = bits_of(frame[0]);
    add({first.substr(0, 1), downwards("FIN")});
    add({first.substr(1, 1), downwards("RSV1")});
    add({first.substr(2, 1), downwards("RSV2")});
    add({first.substr(3, 1), downwards("RSV3")});
    const auto opcode = static_cast<Opcode>(frame[0] & std::byte{0x0f});
    add({first.substr(4), opcode_lines(opcode)});
    if (frame.size() < 2) return;

    const std::string second = bits_of(frame[1]);
    const bool masked = second.front() == '1';
    const auto length = std::to_integer<unsigned>(frame[1] & std::byte{0x7f});
    const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
    add({second.substr(0, 1), downwards("MASK")});
    add({second.substr(1),
         {"length", more == 0   ? std::to_string(length)
                    : more == 2 ? "126: 16 bits"
                                : "127: 64 bits"}});
    add_bytes(more, more == 2 ? "length, 16 bits" : "length, 64 bits");
    const std::size_t key_at = at_;
    if (masked) add_bytes(4, "masking key");
    if (at_ >= frame.size()) return;
    if (masked) key_ = frame.subspan(key_at, 4);
    payload_at_ = at_;
    add_bytes(frame.size() - at_, masked ? "payload, masked" : "payload");
  }

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  void add(Cell cell) {
    if (bits_ % (8 * bytes_a_row) == 0) rows_.emplace_back();
    bits_ += cell.bits.size();
    rows_.back().push_back(std::move(cell));
  }

  // A field of whole bytes, as far as they are there; a cell for each row.
  void add_bytes(std::size_t size, const std::string& name) {
    const std::size_t end = std::min(frame_.size(), at_ + size);
    bool begun = false;
    while (at_ < end) {
      const std::size_t row_end = (at_ / bytes_a_row + 1) * bytes_a_row;
      add(cell_of_bytes(std::min(end, row_end), begun ? "continued" : name));
      begun = true;
    }
  }

  Cell cell_of_bytes(std::size_t end, const std::string& name) {
    constexpr std::size_t byte_width = 15;
    Cell cell{"", {name, "", ""}};
    for (; at_ < end; ++at_) {
      if (!cell.bits.empty())
        for (std::size_t line : {1U, 2U}) cell.lines[line] += ' ';
      cell.bits += bits_of(frame_[at_]);
      cell.lines[1] += centred(text::hex(frame_.subspan(at_, 1)), byte_width);
      cell.lines[2] += centred(meaning(), byte_width);
    }
    if (cell.lines[2].find_first_not_of(' ') == std::string::npos)
      cell.lines.pop_back();
    return cell;
  }

  // Of a byte of payload: "^37 = 48  H".
  [[nodiscard]] std::string meaning() const {
    if (payload_at_ == 0) return "";
    std::byte byte = frame_[at_];
    std::string text;
    if (!key_.empty()) {
      const std::byte key = key_[(at_ - payload_at_) % key_.size()];
      byte ^= key;
      text += '^';
      text += text::hex(Bytes{&key, 1});
      text += " = ";
      text += text::hex(Bytes{&byte, 1});
    }
    const std::string character = text::ascii(Bytes{&byte, 1});
    if (character == ".") return text;
    if (!text.empty()) text += "  ";
    return text + character;
  }

  Bytes frame_;
  std::vector<Row> rows_{};
  std::size_t bits_ = 0;        // that have a cell
  std::size_t at_ = 2;          // the next byte
  std::size_t payload_at_ = 0;  // 0: not reached
  Bytes key_{};
};

std::string draw_bits(const Row& row) {
  std::string line = "|";
  for (const Cell& cell : row) {
    for (const char bit : cell.bits) line += std::string{bit} + ' ';
    line.back() = '|';
  }
  return line;
}

std::string draw_line(const Row& row, std::size_t number) {
  std::string line = "|";
  for (const Cell& cell : row) {
    const bool has = number < cell.lines.size();
    line += centred(has ? cell.lines[number] : "", cell.width()) + "|";
  }
  return line;
}

// Between two rows: '+' wherever one of them has a wall.
std::string draw_border(const Row& above, const Row& below) {
  std::string border;
  for (const Row& row : {above, below}) {
    const std::string walls = draw_bits(row);
    border.resize(std::max(border.size(), walls.size()), '-');
    for (std::size_t i = 0; i < walls.size(); ++i)
      if (walls[i] == '|') border[i] = '+';
  }
  return border;
}

}  // namespace

std::vector<std::string> picture(Bytes frame, std::size_t position) {
  const std::vector<Row> rows = Painter{frame}.rows();
  const std::string margin(7, ' ');
  std::string tens(64, ' ');
  std::string ones;
  for (std::size_t bit = 0; bit < 32; ++bit) {
    if (bit % 10 == 0) tens[2 * bit] = static_cast<char>('0' + bit / 10);
    ones += static_cast<char>('0' + bit % 10);
    ones += ' ';
  }
  tens.resize(tens.find_last_not_of(' ') + 1);
  ones.pop_back();
  std::vector<std::string> lines = {margin + " " + tens, margin + " " + ones};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    lines.push_back(margin +
                    draw_border(i == 0 ? rows[0] : rows[i - 1], rows[i]));
    std::string where = std::to_string(position + i * bytes_a_row);
    where.insert(
        0, margin.size() - 1 - std::min(where.size(), margin.size() - 1), ' ');
    lines.push_back(where + " " + draw_bits(rows[i]));
    std::size_t height = 0;
    for (const Cell& cell : rows[i])
      height = std::max(height, cell.lines.size());
    for (std::size_t n = 0; n < height; ++n)
      lines.push_back(margin + draw_line(rows[i], n));
  }
  if (!rows.empty())
    lines.push_back(margin + draw_border(rows.back(), rows.back()));
  return lines;
}

}  // namespace websocket
