#!/usr/bin/env bash
# What a program in scripts/sandbox can still do, how it ends, and what the sandbox says
# when it cannot be had. What it cannot do: tests/check_hostile.sh.
source "${BASH_SOURCE[0]%/*}/lib.sh"
CALLS=$PWD/$BUILD/labs/00_instruments/calls
SANDBOX=$PWD/scripts/sandbox

has_two_hosts 'the sandbox' || exit 0

# On the client of a world of its own, as an ordinary user, from the folder of a
# student: STATUS, and what it says.
mkdir -m 755 "$folder/student"
as_student() { # COMMAND ...
  STATUS=0
  SAID=$(cd "$folder/student" && timeout -k 1 60 "${AS_USER[@]}" "$OLDPWD/scripts/two_hosts.sh" \
    ip netns exec client "$@" 2>&1 </dev/null) || STATUS=$?
  SAID=${SAID//$'\r'/}
}
in_sandbox() { as_student "$SANDBOX" "$@"; } # [OPTION ...] -- COMMAND ...

# --- what it can do -----------------------------------------------------------

# shellcheck disable=SC2016  # for the shell in there
test_surroundings() {
  echo 'a file' >"$folder/student/mine"
  echo 'a certificate' >"$folder/other"
  mkdir "$folder/solutions"
  echo 'an answer' >"$folder/solutions/right"
  as_student env QUESTION=$'two\nlines' LAB_SECRET=1 HOST=server PORT=7000 LANG=C "$SANDBOX" \
    --give QUESTION -- sh -c 'env | LC_ALL=C sort | grep -v "^\(PATH\|PWD\)="'
  check 'has these variables and no others' $'HOME=/tmp\nHOST=server\nLANG=C\nPORT=7000\nQUESTION=two\nlines' \
    "$(LC_ALL=C sort <<<"$SAID" | grep -v '^lines'; grep -o '^lines' <<<"$SAID")"
  in_sandbox -- sh -c 'pwd; cat mine; echo x >/tmp/y && cat /tmp/y; touch new'
  check 'begins in the folder of the student, reads it, and writes in /tmp' \
    "$folder/student"$'\na file\nx\ntouch: ' "${SAID%cannot*}"
  in_sandbox -- cat "$folder/other"
  check 'reads a file that its command names' 'a certificate' "$SAID"
  in_sandbox -- sh -c "cat $folder/other"
  check 'reads no file that is outside' "cat: $folder/other: No such file or directory" "$SAID"
  in_sandbox --read "$folder/other" -- sh -c "cat $folder/other"
  check 'reads a file with --read' 'a certificate' "$SAID"
  in_sandbox --read "$folder" --hide "$folder/solutions" -- sh -c "cat $folder/other $folder/solutions/*"
  check 'reads nothing in a folder with --hide' \
    "a certificate|cat: '$folder/solutions/*': No such file or directory" "${SAID//$'\n'/|}"
  in_sandbox --hide "$folder/solutions" -- cat "$folder/solutions/right"
  check 'reads even there the file that its command names' 'an answer' "$SAID"
  in_sandbox -- sh -c 'ulimit -n; ulimit -c; ulimit -f; id -un; cat /proc/sys/kernel/ostype'
  check 'has limits, and is nobody' $'1024\n0\n131072\nnobody\nLinux' "$SAID"
  in_sandbox -- sh -c 'cat </dev/stdin; getent hosts client server | tr -s " "'
  check 'knows the names of both hosts' $'192.0.2.1 client\n192.0.2.2 server' "$SAID"
}

# --- how it ends --------------------------------------------------------------

test_ends() {
  local row
  in_sandbox -- sh -c 'exit 5'
  check 'ends with the status of its command' 5 "$STATUS"
  for row in PIPE:141 KILL:137 SEGV:139; do
    in_sandbox -- sh -c "kill -${row%:*} \$\$"
    check "ends by SIG${row%:*}, as its command" "${row#*:}" "$STATUS"
  done
  in_sandbox -- "$folder/nothing"
  check 'says that a command is not there' "127 sandbox: $folder/nothing: No such file or directory" "$STATUS $SAID"
  printf '#!/bin/sh\r\necho hello\r\n' >"$folder/windows" && chmod +x "$folder/windows"
  in_sandbox -- "$folder/windows"
  check 'says that a first line is that of Windows' \
    "127 sandbox: $folder/windows: its first line, #!, names a program that is not there, or ends as lines on Windows do (sed -i 's/\\r\$//' FILE)" "$STATUS $SAID"
  in_sandbox -- /etc/passwd
  check 'says that a command cannot be run' '126 sandbox: /etc/passwd: Permission denied' "$STATUS $SAID"
  # shellcheck disable=SC2016  # for the shell in there
  local in_time='in_time() { # COMMAND ...: until it succeeds; false after half a minute
      local end=$((SECONDS + 30))
      until "$@"; do ((SECONDS < end)) || return 1; sleep 0.02; done
    }
    '
  # shellcheck disable=SC2016
  as_student "$BASH" -c "$in_time"'exec >/run/said
    "$1" -- sh -c "trap \"echo ended; exit 3\" TERM; echo begun; while :; do sleep 0.05; done" & pid=$!
    has_begun() { grep -qs '^begun' /run/said; }
    in_time has_begun || echo "it did not begin" >&2
    kill -TERM $pid; wait $pid; echo "$? $(tail -n 1 /run/said)" >&2' x "$SANDBOX"
  check 'hands on a SIGTERM' '3 ended' "$SAID"
  # shellcheck disable=SC2016
  as_student "$BASH" -c "$in_time"'"$1" -- sh -c "sleep 4321 & wait" & pid=$!
    sleeps() { pgrep -fx "sleep 4321" >/dev/null; }
    rests() { ! sleeps; }
    in_time sleeps || echo "it did not begin"
    kill -KILL $pid; wait $pid 2>/dev/null
    ! in_time rests || echo nothing' x "$SANDBOX"
  check 'leaves nothing when it is killed itself' nothing "$SAID"
  in_sandbox --output 8 --time 30 -- sh -c 'yes | head -n 10000; exit 6'
  check 'leaves out what is too much, and lets it go on' \
    '6 8192 sandbox: it has said more than 8 KiB: the rest is left out' \
    "$STATUS $(grep -xc y <<<"$SAID" | awk '{ print 2 * $1 }') $(grep '^sandbox' <<<"$SAID")"
  in_sandbox -- sh -c 'echo out; echo err >&2; echo out'
  check 'keeps the order of what goes to one place' out,err,out "${SAID//$'\n'/,}"
}

# --- what calls sees ----------------------------------------------------------

test_calls() {
  local with without
  as_student "$CALLS" --host client -- curl -s -m 1 http://client:1/
  without=$SAID
  as_student "$CALLS" --host client -- "$SANDBOX" -- curl -s -m 1 http://client:1/
  with=$SAID
  check 'calls tells of the same calls in the sandbox' "$(head -n 4 <<<"$without")" "$(head -n 4 <<<"$with")"
  check 'and there are some' 1 "$(grep -c 'connect(.*192.0.2.1:1)' <<<"$with")"
}

# --- languages ----------------------------------------------------------------

LISTENS='192.0.2.1 7000'
test_language() { # NAME TOOL COMMAND ...
  has "$2" "a program in $1 listens" || return 0
  in_sandbox -- "${@:3}"
  check "a program in $1 listens" "0 $LISTENS" "$STATUS $SAID"
}
test_languages() {
  cd "$folder/student"
  cat >listens.py <<'END'
import multiprocessing, socket, threading
threads = [threading.Thread(target=print, args=("",), kwargs={"end": ""}) for _ in range(20)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
with multiprocessing.Pool(4) as pool:
    assert pool.map(abs, range(-9, 0))
server = socket.create_server(("client", 7000))
print(*server.getsockname())
END
  cat >listens.js <<'END'
const server = require("net").createServer().listen(7000, "client", () => {
  const { address, port } = server.address();
  require("fs").writeFileSync("/tmp/file", "x".repeat(1 << 20));
  require("crypto").pbkdf2("a", "b", 1000, 64, "sha512", () => { console.log(address, port); server.close(); });
});
END
  cat >Listens.java <<'END'
import java.net.*;
public class Listens {
  public static void main(String[] arguments) throws Exception {
    Thread[] threads = new Thread[20];
    for (int i = 0; i < 20; ++i) (threads[i] = new Thread(() -> { byte[] some = new byte[1 << 20]; })).start();
    for (Thread thread : threads) thread.join();
    ServerSocket server = new ServerSocket(7000, 5, InetAddress.getByName("client"));
    System.out.println(server.getInetAddress().getHostAddress() + " " + server.getLocalPort());
  }
}
END
  cat >listens.go <<'END'
package main

import (
	"fmt"
	"net"
	"sync"
)

func main() {
	var all sync.WaitGroup
	for i := 0; i < 50; i++ {
		all.Add(1)
		go func() { defer all.Done(); net.LookupHost("server") }()
	}
	all.Wait()
	server, err := net.Listen("tcp", "client:7000")
	if err != nil {
		panic(err)
	}
	address := server.Addr().(*net.TCPAddr)
	fmt.Println(address.IP, address.Port)
}
END
  cat >listens.cpp <<'END'
#include <arpa/inet.h>
#include <iostream>
#include <netdb.h>
#include <thread>
#include <vector>
int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i) threads.emplace_back([] {});
  for (auto& thread : threads) thread.join();
  addrinfo hints{}, *found = nullptr;
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo("client", "7000", &hints, &found) != 0) return 1;
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(server, found->ai_addr, found->ai_addrlen) != 0 || listen(server, 1) != 0) return 1;
  char text[INET_ADDRSTRLEN];
  std::cout << inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in*>(found->ai_addr)->sin_addr, text, sizeof text) << " 7000\n";
}
END
  g++ -pthread listens.cpp -o listens_cpp
  ! type -P javac >/dev/null || javac Listens.java
  ! type -P go >/dev/null || GOCACHE=$folder/go go build -o listens_go listens.go
  chmod -R a+rX .
  cd "$OLDPWD"
  test_language C++ g++ ./listens_cpp
  test_language Python python3 python3 listens.py
  test_language Node node node listens.js
  test_language Java javac java -cp . Listens
  test_language Go go ./listens_go
}

# --- when it cannot be had ----------------------------------------------------

test_unavailable() {
  local said status=0
  said=$(scripts/sandbox --disk 0 -- true 2>&1) || status=$?
  check 'refuses a limit that would be none' '2 sandbox: --disk takes a number of 1 or more' "$status ${said%%$'\n'*}"
  status=0
  said=$("${AS_USER[@]}" scripts/sandbox -- true 2>&1) || status=$?
  check 'says where it can be had' "77 sandbox: this is no host of the two-host world: scripts/two_hosts.sh ip netns exec client scripts/sandbox -- COMMAND" \
    "$status $said"
  # shellcheck disable=SC2016  # for the shell in there
  as_student "$BASH" -c 'echo 0 >/proc/sys/user/max_user_namespaces; "$1" -- true' x "$SANDBOX"
  check 'says what it needs a user namespace for, and the cure' \
    "77 sandbox: it needs a user namespace, and this machine has none: No space left on device
sudo sysctl -w user.max_user_namespaces=15000 (a container: docker run --security-opt seccomp=unconfined)" "$STATUS $SAID"
  ((EUID == 0)) || { skip 'says when nobody may read the folder' 'only root becomes somebody else' && return; }
  status=0
  mkdir -m 700 "$folder/secret"
  said=$(cd "$folder/secret" && "$OLDPWD/scripts/two_hosts.sh" ip netns exec client "$SANDBOX" -- true 2>&1) || status=$?
  check 'says when nobody may read the folder' \
    "126 sandbox: chdir(\"$folder/secret\"): nobody must be able to read it (chmod a+rx): Permission denied" "$status $said"
}

test_surroundings
test_ends
test_calls
test_unavailable
test_languages
