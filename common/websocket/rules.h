// Every rule for what a peer may send: the section of RFC 6455 that has it, and
// the close code for a peer that breaks it.
#pragma once

#include <array>
#include <string_view>

#include "common/websocket/close_code.h"

namespace websocket {

struct Rule {
  std::string_view name;
  std::string_view section;
  CloseCode code;
};

namespace rule {

// clang-format off

// The header of a frame.
inline constexpr Rule client_masks{
    "a client masks every frame", "5.1", 1002};
inline constexpr Rule server_does_not_mask{
    "a server masks no frame", "5.1", 1002};
inline constexpr Rule reserved_bits{
    "the reserved bits are 0", "5.2", 1002};
inline constexpr Rule known_opcode{
    "the opcode has a meaning", "5.2", 1002};
inline constexpr Rule shortest_length{
    "a length takes its shortest form", "5.2", 1002};
inline constexpr Rule length_first_bit{
    "the first bit of a length is 0", "5.2", 1002};
inline constexpr Rule control_unfragmented{
    "a control frame is not fragmented", "5.5", 1002};
inline constexpr Rule control_short{
    "a control frame holds at most 125 bytes", "5.5", 1002};

// Frames in a row.
inline constexpr Rule continuation{
    "a continuation has something to continue", "5.4", 1002};
inline constexpr Rule one_message_at_a_time{
    "a message ends before the next one begins", "5.4", 1002};

// What a message holds, and how much.
inline constexpr Rule text_is_utf8{
    "text is UTF-8", "8.1", 1007};
inline constexpr Rule text_ends_whole{
    "text ends with a whole character", "8.1", 1007};
inline constexpr Rule frame_limit{
    "a frame keeps within our limit", "10.4", 1009};
inline constexpr Rule message_limit{
    "a message keeps within our limit", "10.4", 1009};

// What a Close says.
inline constexpr Rule close_code_is_whole{
    "a Close holds no code or a whole one", "5.5.1", 1002};
inline constexpr Rule close_code_allowed{
    "a Close holds a code that may be sent", "7.4", 1002};
inline constexpr Rule close_reason_is_utf8{
    "a close reason is UTF-8", "5.5.1", 1007};

// clang-format on

inline constexpr std::array all = {
    client_masks,          server_does_not_mask, reserved_bits,
    known_opcode,          shortest_length,      length_first_bit,
    control_unfragmented,  control_short,        continuation,
    one_message_at_a_time, text_is_utf8,         text_ends_whole,
    frame_limit,           message_limit,        close_code_is_whole,
    close_code_allowed,    close_reason_is_utf8,
};

}  // namespace rule
}  // namespace websocket
