# The calls that strace -f -yy saw on TCP and UDP sockets, a line each: process (or
# thread), call, first descriptor, result, errno. strace says what a descriptor is:
# 3<TCP:[127.0.0.1:80]>.

function is_socket(text) { return text ~ /<(TCP|UDP)(v6)?:\[/ }

{
  pid = $1
  text = substr($0, length(pid) + 2)
  sub(/^ +/, "", text)
}
# One that another thread's call has parted.
/ <unfinished \.\.\.>$/ { sub(/ <unfinished \.\.\.>$/, "", text); part[pid] = text; next }
text ~ /^<\.\.\. / { sub(/^<\.\.\. [a-z0-9_]+ resumed>/, "", text); text = part[pid] text; delete part[pid] }
# A call that a signal has interrupted: the kernel makes it again, or the end of the
# signal's handler is EINTR of it.
text ~ /\) += \? ERESTART/ { interrupted[pid] = text; next }
text ~ /^rt_sigreturn\(.*EINTR/ {
  text = interrupted[pid]
  sub(/\) += \? ERESTART.*/, ") = -1 EINTR", text)
}
# A signal, an end.
text !~ /^[a-z0-9_]+\(/ || text ~ /\) += \?/ || text ~ /^rt_sigreturn/ { next }
{
  name = substr(text, 1, index(text, "(") - 1)
  match(text, /\) += /) # the last one
  rest = text
  while (match(rest, /\) += /)) { answer = substr(rest, RSTART + RLENGTH); rest = answer }
  arguments = substr(text, length(name) + 2)
  # What these are about is not said.
  if (!is_socket(text) && name !~ /^(close_range|epoll_p?wait2?)$/) next
  if (name == "fcntl" && arguments !~ /F_SETFL|F_DUPFD/) next
  if (name == "ioctl" && arguments !~ /FIONBIO|FIONREAD/) next

  fd = arguments ~ /^-?[0-9]+/ && name != "socket" && name !~ /select/ ? arguments + 0 : "-"
  if (name == "recvfrom" && arguments ~ /NULL, NULL$|NULL, NULL\)/) name = "recv"
  if (name == "sendto" && arguments ~ /NULL, 0\) +=/) name = "send"
  if (name == "epoll_pwait" && arguments ~ /NULL, 8\) +=/) name = "epoll_wait"
  if (name == "ppoll" && arguments ~ /NULL, 8\) +=/) name = "poll"
  if (name == "pselect6") name = arguments ~ /NULL\) +=/ ? "select" : "pselect"
  split(answer, word, " ")
  print pid, name, fd, word[1] + 0, (word[1] == "-1" ? word[2] : "-")
}
