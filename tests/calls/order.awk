# Where the calls of short connections stand in a trace, by the client's address: a
# call above the first segment that it causes, a return below the segment that it
# brings. Prints each one that does not, and how many connections were whole.

function field(name,   value) {
  if (!match($0, "\"" name "\":(\"[^\"]*|[0-9-]+)")) return ""
  value = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
  sub(/^"/, "", value)
  return value
}
# The client's end is the one whose port is not the server's.
function connection(one, other) { return one ~ ":" port "$" ? other : one }
function first(what, key) { if (!((what, key) in line)) line[what, key] = NR }
function before(what, then, key) {
  if (!((what, key) in line) || !((then, key) in line)) missing[key] = missing[key] " " what "/" then
  else if (line[what, key] > line[then, key]) print what, "of", key, "stands below", then
}

/"event":"segment"/ {
  key = connection(field("source"), field("destination"))
  keys[key]
  who = field("from")
  if (/"SYN"/) first(who " SYN", key)
  if (field("length") > 0) first(who " DATA", key)
  if (/"FIN"/) first(who " FIN", key)
}
/"event":"call"/ {
  id = field("pid") " " field("id")
  text[id] = field("text")
  sub(/\(.*/, "", text[id])
  host[id] = field("host")
  at[id] = NR
  if (field("peer")) end[id] = connection(field("local"), field("peer"))
  if (end[id] != "" && text[id] ~ /^(send|close)$/) first(host[id] " " text[id], end[id])
}
/"event":"return"/ {
  id = field("pid") " " field("id")
  if (field("peer")) end[id] = connection(field("local"), field("peer"))
  what = host[id] " " text[id]
  if (text[id] == "connect") line[what, end[id]] = at[id]
  if (text[id] == "recv" && field("result") == 0) what = what " of the end"
  if (text[id] ~ /^(connect|accept|recv)$/) first(what " returned", end[id])
}
/"event":"lost"/ { print "lost events" }
END {
  for (key in keys) {
    before("client connect", "client SYN", key)
    before("server SYN", "client connect returned", key)
    before("client SYN", "server accept returned", key)
    before("client send", "client DATA", key)
    before("client DATA", "server recv returned", key)
    before("server send", "server DATA", key)
    before("server DATA", "client recv returned", key)
    before("client close", "client FIN", key)
    before("client FIN", "server recv of the end returned", key)
    before("server close", "server FIN", key)
    if (key in missing) print key ": there is no" missing[key]
    else ++whole
  }
  print whole + 0, "connections"
}
