// Our SHA-1 and Base64 beside those of coreutils, on random bytes.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/text/base64.h"
#include "common/websocket/sha1.h"

namespace {

// A folder of files: 000 is empty, 001 holds one byte, ... 300 holds 300.
class CoreutilsTest : public testing::Test {
 protected:
  static constexpr std::size_t longest = 300;

  CoreutilsTest() {
    std::string pattern = testing::TempDir() + "coreutils_test_XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw std::runtime_error("mkdtemp: " + pattern);
    }
    folder_ = pattern;
    std::mt19937 random{3174};
    for (std::size_t size = 0; size <= longest; ++size) {
      std::vector<std::byte> bytes(size);
      std::ofstream file{folder_ / file_name(size), std::ios::binary};
      for (std::byte& byte : bytes) {
        byte = static_cast<std::byte>(random());
        file.put(static_cast<char>(byte));
      }
      inputs_.push_back(bytes);
    }
  }

  ~CoreutilsTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  static std::string file_name(std::size_t size) {
    std::ostringstream name;
    name << std::setw(3) << std::setfill('0') << size;
    return name.str();
  }

  // The lines that a shell command, run in the folder, prints. Throws if it
  // does not end with 0.
  std::vector<std::string> lines_of(const std::string& command) const {
    FILE* pipe =
        ::popen(("cd '" + folder_.string() + "' && " + command).c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("popen: " + command);
    std::string output;
    std::array<char, 4096> buffer{};
    std::size_t got = 0;
    while ((got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
      output.append(buffer.data(), got);
    }
    if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);

    std::vector<std::string> lines;
    std::istringstream stream{output};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }

  bool has(const std::string& program) const {
    return !lines_of("command -v " + program + " || true").empty();
  }

  const std::vector<std::vector<std::byte>>& inputs() const { return inputs_; }

 private:
  std::filesystem::path folder_;
  std::vector<std::vector<std::byte>> inputs_;
};

std::string hex(const websocket::Sha1& digest) {
  std::ostringstream text;
  for (const std::byte byte : digest) {
    text << std::hex << std::setw(2) << std::setfill('0')
         << std::to_integer<int>(byte);
  }
  return text.str();
}

TEST_F(CoreutilsTest, Sha1sumSaysTheSameForEveryLengthFrom0To300) {
  if (!has("sha1sum")) GTEST_SKIP() << "there is no sha1sum here (coreutils)";
  const auto lines = lines_of("sha1sum *");
  ASSERT_EQ(lines.size(), inputs().size());
  for (std::size_t size = 0; size < lines.size(); ++size) {
    EXPECT_EQ(hex(websocket::sha1(inputs()[size])) + "  " + file_name(size),
              lines[size]);
  }
}

// base64 takes one file at a time. Every seventh length is enough: with and
// without padding take turns.
TEST_F(CoreutilsTest, Base64SaysTheSameForEverySeventhLengthFrom0To300) {
  if (!has("base64")) GTEST_SKIP() << "there is no base64 here (coreutils)";
  const auto lines = lines_of(
      "for size in $(seq -w 0 7 300); do base64 -w 0 $size; echo; done");
  ASSERT_EQ(lines.size(), longest / 7 + 1);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& bytes = inputs()[7 * i];
    EXPECT_EQ(text::base64_encode(bytes), lines[i]) << 7 * i << " bytes";
    EXPECT_EQ(text::base64_decode(lines[i]), bytes) << 7 * i << " bytes";
  }
}

}  // namespace
