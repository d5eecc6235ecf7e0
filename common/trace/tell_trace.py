#!/usr/bin/env python3
# A client that tells the trace of its calls itself, as CALL() does in C++.
#
# Run:  on a host of the lab (scripts/lab shell client --no-calls):
#       python3 common/trace/tell_trace.py HOST PORT
import errno
import json
import os
import socket
import sys
import time


class Teller:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)  # it never waits for the trace
        self.calls = self.lost = 0

    def tell(self, event, **what):
        head = {"t": time.monotonic(), "event": event}
        try:
            line = json.dumps({**head, **what}).encode()
            self.socket.sendto(line, os.environ["LAB_TRACE"])
            return True
        except (OSError, KeyError):  # full, gone; or there is no trace
            return False

    def tell_or_count(self, event, **what):
        if self.lost and self.tell("lost", count=self.lost):
            self.lost = 0
        if not self.tell(event, **what):
            self.lost += 1

    def call(self, text, function, *arguments):
        self.calls += 1
        who = {"host": os.environ.get("LAB_HOST", "client"), "pid": os.getpid(), "id": self.calls}
        self.tell_or_count("call", program="tell_trace", text=text, **who)
        try:
            result = function(*arguments)
        except OSError as error:
            self.tell_or_count("return", result=-1, errno=errno.errorcode[error.errno], **who)
            raise
        number = result if isinstance(result, int) else len(result or b"")
        self.tell_or_count("return", result=number, **who)
        return result


if len(sys.argv) != 3 or not sys.argv[2].isdecimal():
    print("usage: tell_trace.py HOST PORT", file=sys.stderr)
    sys.exit(2)
teller = Teller()
address = (sys.argv[1], int(sys.argv[2]))
with socket.socket() as client:
    teller.call("connect(client, server)", client.connect, address)
    teller.call("send(client, 'hello')", client.send, b"hello")
    teller.call("shutdown(client, SHUT_WR)", client.shutdown, socket.SHUT_WR)
    while teller.call("recv(client, 4096)", client.recv, 4096):
        pass
