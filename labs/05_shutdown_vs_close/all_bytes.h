// What patient_client and patient_server send: no text.
#pragma once

#include <string>

// `size` bytes that take each value from 0 to 255 in turn, from '!' on: who takes
// them for text, or for a string that ends with 0, loses some.
inline std::string all_bytes(int size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>('!' + i);
  return bytes;
}
