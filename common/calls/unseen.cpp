#include "common/calls/unseen.h"

#include <algorithm>

#include "common/calls/filter.h"
#include "common/calls/process.h"

namespace calls {

void Unseen::look(const Thread& thread, const std::function<void()>& what) try {
  what();
} catch (const Unreadable&) {
  note(thread,
       "cannot be read (PR_SET_DUMPABLE, or a file that one may run but not "
       "read): its calls are not seen. Run calls as root");
}

void Unseen::makes_ring(const Thread& thread) {
  note(thread, "makes an io_uring: what it does there cannot be seen");
}

void Unseen::wants_to_trace(const Thread& thread) {
  note(thread,
       "wants to trace, which is refused: calls traces already. gdb and strace "
       "work without calls");
}

bool Unseen::has_other_numbers(const Thread& thread, unsigned numbering,
                               long number) {
  constexpr long x32_bit = 0x40000000;
  if (numbering == native_numbering() && number < x32_bit) return false;
  note(thread, "makes calls of 32 bits: they cannot be seen");
  return true;
}

void Unseen::executes(const Thread& thread, unsigned numbering) {
  thread.process->notes.clear();
  has_other_numbers(thread, numbering, 0);
  if (lacks_its_rights(thread.process->id))
    note(thread,
         "has a set-user-ID or set-group-ID bit, which has no effect while it "
         "is traced. Run calls as root");
}

void Unseen::note(const Thread& thread, const std::string& text) {
  Process& process = *thread.process;
  if (std::ranges::find(process.notes, text) != process.notes.end()) return;
  process.notes.push_back(text);
  lane_.note(process.program + " (" + std::to_string(process.id) + ") " + text);
}

}  // namespace calls
