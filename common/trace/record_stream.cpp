#include "common/trace/record_stream.h"

#include <limits>
#include <span>
#include <utility>
#include <variant>

#include "common/tls/names.h"

namespace trace {
namespace {

constexpr std::size_t most_records = 1'000;

}  // namespace

void RecordStream::take(const std::string& bytes, std::int64_t unknown) {
  tls::Bytes input = std::as_bytes(std::span{bytes});
  const std::int64_t end =
      position_ + static_cast<std::int64_t>(input.size()) + unknown;
  while (!input.empty() && !over_) {
    const std::size_t before = input.size();
    const tls::Event event = reader_.next(input);
    position_ += static_cast<std::int64_t>(before - input.size());
    if (std::holds_alternative<tls::NeedsMore>(event)) break;
    if (std::holds_alternative<tls::Failure>(event)) {
      --position_;  // the last byte cannot be
      give_up();
      break;
    }
    std::string name = tls::name_of(event);
    std::string kind = name.substr(0, name.find(' '));
    named_.push_back({position_ - 1, position_ + reader_.left(),
                      std::move(name), std::move(kind)});
  }
  skip_to(end);
}

void RecordStream::skip_to(std::int64_t position) {
  if (position > position_ && !over_) {
    const auto missing = static_cast<std::uint64_t>(position - position_);
    const std::uint64_t passed = reader_.pass(missing);
    position_ += static_cast<std::int64_t>(passed);
    if (passed < missing) give_up();
  }
  position_ = position;
}

void RecordStream::forget_oldest() {
  while (named_.size() > most_records) named_.pop_front();
}

void RecordStream::give_up() {
  named_.push_back(
      {position_, std::numeric_limits<std::int64_t>::max(), "?", ""});
  over_ = true;
}

}  // namespace trace
