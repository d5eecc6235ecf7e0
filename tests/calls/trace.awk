# The calls of a trace that calls has made, as strace.awk prints them: process (or
# thread), call, first descriptor, result, errno; in the order of their returns.
# What ends without a call (exit) is left out: strace does not see it.

function field(name,   value) {
  if (!match($0, "\"" name "\":(\"[^\"]*|[0-9-]+)")) return ""
  value = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
  sub(/^"/, "", value)
  return value
}

/"event":"call"/ {
  call = field("pid") " " field("id")
  thread[call] = field("thread") ? field("thread") : field("pid")
  text[call] = field("text")
}
/"event":"return"/ {
  call = field("pid") " " field("id")
  if (text[call] !~ /^[a-z0-9_]+\(/) next
  name = substr(text[call], 1, index(text[call], "(") - 1)
  arguments = substr(text[call], length(name) + 2)
  fd = arguments ~ /^-?[0-9]/ && name !~ /select|poll$/ ? arguments + 0 : "-"
  error = field("errno")
  print thread[call], name, fd, field("result"), error == "" ? "-" : error
}
