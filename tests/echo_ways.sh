#!/usr/bin/env bash
# The six echo servers of lab 02 do the same, each in its way; select_server has no
# more than 1,024 descriptors, and serves on; five of them end when they have no
# descriptor left, and say why; no child of fork_server outlives it.
source "${BASH_SOURCE[0]%/*}/lib.sh"
has python3 'six servers do the same' || exit 0
programs=$BUILD/labs/02_multiplexing
ulimit -n 3000 2>/dev/null || { skip 'six servers do the same' 'ulimit -n 3000 is not allowed' && exit 0; }

for way in fork thread select poll epoll edge; do
  serve "$programs/${way}_server" --port 0
  check "${way}_server does what an echo server does" 'others are served while one does not read
each byte comes back, then the end
so it does when send() takes only a part
one that resets ends for itself alone
the silent ones are still there' "$(tests/echo_ways.py "$PORT" 2>&1)"
done

# --- what one of them cannot --------------------------------------------------

serve "$programs/select_server" --port 0
check 'select_server closes a client whose descriptor has no bit, and serves the others' \
  'refused: some; the first: echo; a new one, when two have gone: echo' "$(python3 - "$PORT" <<'END'
import socket, sys
def connect():
    client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    client.settimeout(30)
    return client
def echo(client):
    try:
        client.sendall(b"x")
        return "echo" if client.recv(1) else "end"
    except ConnectionError:
        return "end"
clients = [connect() for _ in range(1100)]
said = [echo(client) for client in clients]
held = said.count("echo")
some = "some" if 900 < held < 1024 and said == ["echo"] * held + ["end"] * (1100 - held) else said
for client in clients[1:3]:
    client.close()
new = connect()
print(f"refused: {some}; the first: {echo(clients[0])}; a new one, when two have gone: {echo(new)}")
END
)"
check 'select_server says why' 'descriptor 1024 has no bit in an fd_set: closed' \
  "$(what_it_said 'descriptor 1024 has no bit in an fd_set: closed')"

# --- what five of them cannot -------------------------------------------------

for way in thread select poll epoll edge; do
  # shellcheck disable=SC2016 # for that shell
  serve bash -c 'ulimit -n 7; exec "$0" --port 0' "$programs/${way}_server"
  python3 - "$PORT" <<'END'
import socket, sys
clients = []
try:
    while len(clients) < 6:
        clients.append(socket.create_connection(("127.0.0.1", int(sys.argv[1]))))
    clients[0].settimeout(10)
    clients[0].recv(1)
except (ConnectionError, TimeoutError):
    pass
END
  check "${way}_server says that it has no descriptor left, and ends" 'Too many open files [EMFILE], and ended' \
    "$(what_it_said 'Too many open files [EMFILE]'), and $(in_time has_ended "$PID" && echo ended)"
done

# --- the end of the parent ----------------------------------------------------

serve "$programs/fork_server" --port 0
exec {client}<>"/dev/tcp/127.0.0.1/$PORT"
child=''
has_child() { child=$(cat "/proc/$PID/task/$PID/children") && [[ -n $child ]]; }
in_time has_child || give_up 'fork_server has a child'
kill -KILL "$PID"
check 'a child of fork_server ends with it' ended "$(in_time has_ended "${child% }" && echo ended)"
exec {client}>&-
