// The call that a segment comes from, where this is certain:
//
//   SYN            the first connect() on this socket
//   data           the calls that have written these bytes. All bytes that the host
//                  has sent must be those of calls that the trace tells: if one
//                  is not, nothing is said of this direction
//   FIN            the first call that ends the direction: shutdown(), or what
//                  closes the last descriptor
//   RST            what closes the last descriptor, if it is the last call of its
//                  host, and nothing has arrived there since
//   window update  a call that reads, under the same condition
//
// Nothing is said of the others: it is the kernel that sends them.
// CALL() does not say for which connection a call is. So there must be one alone, and
// all calls that use it must name their descriptor alike. Nor does it say whether
// close() closes the last descriptor: there must be no dup() and one process, and the
// segment must come within 10 ms, before anything else happens to the host. (A child
// that has the descriptor too makes no call.)
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "common/trace/reader.h"
#include "common/trace/trace.h"

namespace trace {

class Origins {
 public:
  void take(const Moment& moment);

  // At the end, of the segment with this id: "client: send(client, "hello", 5) =
  // 5"; empty if it is not certain.
  [[nodiscard]] std::string of(long id) const;

 private:
  using Key = std::tuple<Host, int, long>;  // a call's: pid and id
  using Way = std::tuple<Host, std::string, std::string>;  // from, to

  // What one host sends on one connection.
  struct Piece {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    Key call{};
  };
  struct Stream {
    std::vector<Piece> pieces{};
    std::uint64_t next = 1;        // the first byte's number, as in Segment
    std::optional<Key> writing{};  // the call that has not returned
    std::optional<Key> connect{};
    std::optional<Key> end{};  // the first call that ends the direction
    int connection = 0;
    bool doubtful = false;
  };
  struct Told {
    std::string text{};  // "client: send(8, 5) = 5"
    std::string name{};  // "send"
    std::string
        of_call{};  // a name of its descriptor, told by CALL(); else empty
    double t = 0;
    bool closes = false;  // it may not be the last descriptor
  };
  struct Sent {
    const Stream* stream = nullptr;
    std::uint64_t begin = 0;  // of its data
    std::uint64_t end = 0;
    std::optional<Key> call{};   // of one without data
    std::optional<Way> opens{};  // it is a SYN: connect() tells its ends later
  };

  Stream& stream(Host host, const Ends& ends);
  [[nodiscard]] const Stream& stream_of(const Sent& sent) const;
  void add(const Call& call);
  void add(const Return& end, const Call& call);
  void know_connect(const Key& key, const Return& end);
  void send(const Segment& segment);
  void arrive(Host host);
  [[nodiscard]] std::optional<Key> cause(const Segment& segment,
                                         Stream& stream);
  [[nodiscard]] bool is_certain(const Key& key) const;

  std::map<Way, Stream> streams_;
  std::map<Key, Told> calls_;
  std::map<long, Sent> sent_;                      // by id
  std::array<std::optional<Key>, 2> last_{};       // call; by host
  std::array<std::optional<Key>, 2> untouched_{};  // the same, if nothing has
                                                   // arrived since
  std::array<std::set<int>, 2> processes_{};
  std::array<std::set<std::string>, 2> descriptors_{};  // of CALL()
  std::array<bool, 2> copies_{};                        // of descriptors
  std::set<int> connections_;
};

}  // namespace trace
