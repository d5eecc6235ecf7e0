#!/usr/bin/env python3
# A reader of one's own: the calls of a trace, how long each took, and what was
# sent meanwhile.
#
# Run:  python3 common/trace/read_trace.py FILE    (-: standard input)
import json
import sys

VERSION = 1
begun = {}  # calls that have not returned, by host, pid and id


def take(event):
    kind = event["event"]
    key = (event.get("host"), event.get("pid"), event.get("id"))
    if kind == "trace" and event["version"] > VERSION:
        sys.exit(f"the trace has version {event['version']}, and not {VERSION}")
    if kind == "call":
        begun[key] = event
    if kind == "return" and key in begun:
        call = begun.pop(key)
        took = (event["t"] - call["t"]) * 1000
        result = f"{event['result']} {event.get('errno', '')}".strip()
        print(f"{call['host']} {call['text']} = {result}, {took:.1f} ms")
    if kind == "segment":
        print(f"{event['from']} sends {' '.join(event['flags'])} {event['length']}")


if len(sys.argv) != 2:
    print("usage: read_trace.py FILE    (-: standard input)", file=sys.stderr)
    sys.exit(2)
with sys.stdin if sys.argv[1] == "-" else open(sys.argv[1]) as file:
    for line in file:
        take(json.loads(line))
