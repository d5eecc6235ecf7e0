// Finds in a part of a scene what can be asked about it.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "common/predict/question.h"

namespace predict {

// A part, and what is found in it.
class Finder {
 public:
  Finder(const Part& part, const Memory& before);

  std::vector<Question> all();

 private:
  template <typename Event>
  const Event* at(std::size_t i) const {
    return std::get_if<Event>(&part_.moments[i].event);
  }

  // Returns whether it is a question: there are wrong answers. `i`: what was known
  // before that moment gives the reason.
  bool add(Question question, const std::string& right, std::size_t i,
           std::vector<std::string> wrong = {});
  [[nodiscard]] std::string lead(std::size_t until) const;
  [[nodiscard]] std::string lead() const { return lead(part_.moments.size()); }
  [[nodiscard]] std::string prepared(std::size_t begin) const;
  [[nodiscard]] std::vector<std::string> sent_to(trace::Host host) const;
  [[nodiscard]] bool is_only(std::size_t i) const;

  void find_worded();
  void find_behind_calls();
  void find_reactions();
  void find_by_itself();
  void find_resent();
  void find_results();
  void find_result(const trace::Call& call, const trace::Return* end,
                   bool began_before, std::size_t open);
  void find_states();
  void find_looks();

  const Part& part_;
  std::vector<Memory> memories_;  // before each moment, and behind the last
  std::vector<std::size_t> calls_;
  bool ends_ = false;  // a program, perhaps
  std::vector<Question> found_;
};

// "the client"; "The client"; "recv(client, buffer, size, 0)", in one line.
std::string of(trace::Host host);
std::string The(trace::Host host);
std::string said_call(const trace::Call& call);

// Whom the play calls so: "The server", "The program late".
std::string named(const std::string& actor);

// What the table calls it.
std::string about(Deed deed, std::string_view call);

}  // namespace predict
