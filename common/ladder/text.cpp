#include "common/ladder/text.h"

#include <algorithm>
#include <array>

#include "common/ladder/words.h"
#include "common/text/columns.h"

namespace ladder {
namespace {

// A line: the time, the client's side, its post, the wire, the server's post,
// the server's side; a space on each side of time and posts, none at the wire.
constexpr std::size_t posts_width = 4;
constexpr std::size_t state_width = 10;  // "FIN-WAIT-1"

// From this width on, a side has room for calls. In less a call runs across its
// post: half of the line is its own.
constexpr std::size_t wide = 96;

// The wire never gets narrower where the line gets wider.
std::size_t wire_width(std::size_t width, std::size_t margin) {
  constexpr std::size_t enough = 34;  // for "FIN ACK seq 126 ack 230 len 8"
  if (width >= wide) return enough + (width - wide) / 6;
  return std::min(enough, width - margin - posts_width - 2 * state_width);
}

// Of the 256 colours, whose values no terminal's theme changes: each can be read
// on black and on white (a contrast of 4 or more).
constexpr std::array<std::string_view, 2> colours = {"38;5;30", "38;5;130"};
constexpr std::array<std::string_view, 2> bold_colours = {"1;38;5;30",
                                                          "1;38;5;130"};
constexpr std::string_view red = "38;5;161";
constexpr std::string_view bold_red = "1;38;5;161";
constexpr std::string_view bold = "1";
constexpr std::string_view dim = "2";

}  // namespace

const TextLadder::Glyphs TextLadder::unicode = {"─", "┄", "►", "◄", "│",  "┤",
                                                "├", "╳", "…", "·", "╰ ", " ╯"};
const TextLadder::Glyphs TextLadder::plain = {"-", ".", ">",   "<", "|",  "|",
                                              "|", "x", "...", "*", "` ", " '"};

TextLadder::TextLadder(TextStyle style)
    : style_{style},
      glyphs_{style.ascii ? plain : unicode},
      time_{4 + static_cast<std::size_t>(style.digits)},
      margin_{time_ + 1},
      wire_{wire_width(style.width, margin_)},
      side_{(style.width - margin_ - posts_width - wire_) / 2},
      left_post_{margin_ + side_ + 1},
      right_post_{left_post_ + 1 + wire_},
      half_{(style.width - margin_) / 2 - 1},
      calls_{style.width < wide ? half_ : side_} {}

std::string TextLadder::clean(std::string_view text) const {
  return text::clean(text, style_.ascii);
}

// Joins the pieces; the posts show between them.
std::string TextLadder::line(const std::vector<Piece>& pieces) const {
  std::string out;
  std::size_t column = 0;
  const auto fill = [&](std::size_t to) {
    for (; column < to; ++column)
      out += column == left_post_ || column == right_post_ ? glyphs_.post : " ";
  };
  for (const Piece& piece : pieces) {
    if (piece.text.empty()) continue;
    fill(piece.at);
    const bool paint = style_.colour && !piece.colour.empty();
    if (paint) (out += "\x1b[").append(piece.colour) += "m";
    out += piece.text;
    if (paint) out += "\x1b[0m";
    column += text::columns(piece.text);
  }
  fill(right_post_ + 1);
  return out.erase(out.find_last_not_of(' ') + 1) + "\n";
}

// "── text ──────────": a line of its own, or several.
std::string TextLadder::rule(std::string_view text, std::string_view dash,
                             std::string_view colour) const {
  std::string out;
  for (const std::string& part : text::wrap(clean(text), style_.width - 8)) {
    std::string whole = text::repeat(dash, 3) + " " + part + " ";
    whole += text::repeat(dash, style_.width - text::columns(whole));
    out += line({{0, whole, colour}});
  }
  return out;
}

TextLadder::Piece TextLadder::time(double t) const {
  const std::string words = time_words(t, time_, style_.digits);
  return {time_ - words.size(), words, ""};
}

TextLadder::Piece TextLadder::at_post(std::size_t host,
                                      const std::string& text) const {
  const std::string name = text::shorten(clean(text), side_, glyphs_.ellipsis);
  return {host == 0 ? left_post_ - 1 - text::columns(name) : right_post_ + 2,
          name, bold_colours[host]};
}

// Among the calls of a host: on its side if that has room, else across its post,
// from which a space parts it.
TextLadder::Piece TextLadder::call(std::size_t host, std::string text,
                                   std::string_view colour) const {
  if (text::columns(text) <= side_)
    return {host == 0 ? margin_ : right_post_ + 2, std::move(text), colour};
  if (text::columns(text) < half_) text += " ";
  return {host == 0 ? margin_ : style_.width - half_, std::move(text), colour};
}

std::string TextLadder::head(std::string_view title) const {
  const std::string named =
      title.empty() ? "" : rule(title, glyphs_.dash, bold);
  return named + line({{time_ - 4, "time", ""},
                       at_post(0, "client"),
                       at_post(1, "server")});
}

std::string TextLadder::draw(const Row& row) const {
  return std::visit([&](const auto& what) { return draw(row, what); },
                    row.what);
}

std::string TextLadder::draw(const Row& row, const ProgramRow& program) const {
  const std::size_t host = side(program.host);
  return line(
      {time(row.t),
       call(host, text::shorten(clean(program.name), calls_, glyphs_.ellipsis),
            bold_colours[host])});
}

// A call whose descriptor and result do not fit in its lane runs across its post.
// Beside it stands the number of its connection; below it, what it moves.
std::string TextLadder::draw(const Row& row, const CallRow& made) const {
  const std::size_t host = side(made.host);
  const std::string text = clean(made.text);
  const std::string result = clean(made.result);
  const std::string least =
      text::brief_call(text, glyphs_.ellipsis, true) + result;
  const std::size_t room = text::columns(least) > calls_ ? half_ : calls_;
  const Piece words =
      call(host, text::shorten_call(text, result, room, glyphs_.ellipsis),
           made.failed ? red : colours[host]);
  Piece beside = number(row);
  if (host == 0)
    beside.at = std::max(beside.at, words.at + text::columns(words.text) + 1);
  else
    beside.at = std::min(beside.at, words.at - text::columns(beside.text) - 1);
  std::string out = line(
      {time(row.t), host == 0 ? words : beside, host == 0 ? beside : words});
  if (style_.data && !made.data.empty())
    out += line({call(
        host,
        "  " + text::shorten(excerpt(made.data), half_ - 2, glyphs_.ellipsis),
        colours[host])});
  return out;
}

// What a program says stands among its calls, if there is room for it; and the
// options of a descriptor always: "5: TCP_NODELAY, SO_KEEPALIVE".
std::string TextLadder::draw(const Row& row, const NoteRow& note) const {
  const std::string text = clean(note.text);
  if (note.of_key) {
    std::string out;
    for (const std::string& part : text::wrap(text, style_.width - margin_ - 2))
      out += out.empty()
                 ? line({time(row.t),
                         {margin_, std::string{glyphs_.bullet} + " " + part,
                          bold}})
                 : line({{margin_ + 2, part, bold}});
    return out;
  }
  if (!note.host) return rule(text, glyphs_.dash, bold);
  const bool fits = text::columns(text) <= calls_;
  const auto colon = text.find_first_not_of("0123456789");
  const bool options = colon > 0 && colon != text.npos && text[colon] == ':';
  if (!fits && !options)
    return rule(std::string{name(*note.host)} + ": " + text, glyphs_.dash, "");
  std::string out;
  Piece beside = time(row.t);
  for (const std::string& part : text::wrap(text, half_)) {
    out += line({beside, call(side(*note.host), part, "")});
    beside = {};
  }
  return out;
}

std::string TextLadder::draw(const Row&, const LostRow& lost) const {
  return rule(lost.text, "!", bold_red);
}

std::string TextLadder::draw(const Row& row,
                             const ConnectionRow& opened) const {
  std::vector<Piece> pieces = {time(row.t)};
  for (std::size_t host = 0; host < 2; ++host) {
    std::string end = clean(opened.ends[host]);
    if (host == 0 && row.connection > 0) end.insert(0, number(row).text + " ");
    pieces.push_back(
        call(host, text::shorten(end, calls_, glyphs_.ellipsis), ""));
  }
  return line(pieces);
}

// "#2" in the middle of the wire.
TextLadder::Piece TextLadder::number(const Row& row) const {
  if (row.connection == 0) return {};
  return {left_post_ + wire_ / 2, "#" + std::to_string(row.connection), bold};
}

// The states that changed, with what is between them.
std::string TextLadder::states(const Row& row, const Piece& middle) const {
  return line({time(row.t), at_post(0, row.states[0]), middle,
               at_post(1, row.states[1])});
}

std::string TextLadder::draw(const Row& row, const StateRow&) const {
  return states(row, number(row));
}

std::string TextLadder::draw(const Row& row, const PacketRow& packet) const {
  const std::size_t from = side(packet.from());
  const bool is_bad = resets(packet) || packet.is_lost();
  std::string out = states(row, {left_post_ + 1, arrow(packet, row.connection),
                                 is_bad ? red : colours[from]});
  if (packet.arrival) return out;
  const trace::Segment* segment = packet.segment();
  if (style_.why && segment != nullptr && !segment->cause.empty()) {
    const std::string cause = text::shorten_call(clean(segment->cause), "",
                                                 wire_ - 5, glyphs_.ellipsis);
    out += below(from,
                 from == 0 ? std::string{glyphs_.because_right} + cause
                           : cause + std::string{glyphs_.because_left},
                 dim);
  }
  if (style_.data && !packet.data().empty())
    out += below(
        from,
        text::shorten(excerpt(packet.data()), wire_ - 4, glyphs_.ellipsis),
        colours[from]);
  return out;
}

// Below a segment, at its sender's end.
std::string TextLadder::below(std::size_t from, const std::string& text,
                              std::string_view colour) const {
  const std::size_t indent = from == 0 ? 2 : wire_ - 2 - text::columns(text);
  return line({{left_post_ + 1 + indent, text, colour}});
}

// As wide as the wire. A segment that is held, or dropped, does not reach the
// other post; one that arrives later, or was injected, does not begin at one.
std::string TextLadder::arrow(const PacketRow& packet, int connection) const {
  const bool right = packet.from() == trace::Host::client;
  const bool arrives = packet.arrival.has_value();
  const bool lost = packet.is_lost();
  const bool held = packet.is_held();
  const bool begins_late = arrives || packet.fate() == trace::Fate::injected;

  const std::string_view dash = arrives ? glyphs_.dots : glyphs_.dash;
  std::string head{right ? glyphs_.right : glyphs_.left};
  std::string fate;
  if (lost) head = glyphs_.cross, fate = "dropped";
  if (held) {
    head = right ? glyphs_.stopped_right : glyphs_.stopped_left;
    fate = "held";
  }
  if (!arrives && packet.fate() == trace::Fate::duplicated) head += head;

  const std::size_t fixed =
      4 + text::columns(head) + fate.size() + !fate.empty();
  const std::string words =
      clean(packet_words(packet, connection, wire_ - fixed, glyphs_.ellipsis));
  const std::size_t spare = wire_ - fixed - text::columns(words);
  // What is not whole is drawn to the middle, if its words are no longer.
  std::size_t more = spare;
  if (lost || held || begins_late) {
    const std::size_t drawn = 4 + text::columns(head) + text::columns(words);
    more = std::min(spare, wire_ / 2 - std::min(drawn, wire_ / 2));
  }
  // From the sender to the receiver.
  std::vector<std::string> parts = {std::string{dash},
                                    " ",
                                    words,
                                    " ",
                                    text::repeat(dash, 1 + more),
                                    head,
                                    fate.empty() ? "" : " ",
                                    fate};
  parts.insert(begins_late ? parts.begin() : parts.end(),
               text::repeat(" ", spare - more));
  if (!right) std::reverse(parts.begin(), parts.end());
  std::string out;
  for (const std::string& part : parts) out += part;
  return out;
}

}  // namespace ladder
