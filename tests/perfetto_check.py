"""Reads a trace of Chrome's Trace Event Format as strictly as its documentation is.

    python3 tests/perfetto_check.py FILE

Prints a line for each fault, and then what there is: "3 processes, 8 tracks, ...".
The exit status is 1 if there is a fault.
See "Trace Event Format": X events of a thread lie within each other or beside each
other; b and e have the same category, id and name; each flow begins and ends, in
this order, within a slice of its own thread; each process and thread has a name.
"""

import collections
import json
import sys

KEYS = {  # what each phase must have besides ph, pid, tid and name
    "X": {"ts": int, "dur": int},
    "b": {"ts": int, "cat": str, "id": int},
    "e": {"ts": int, "cat": str, "id": int},
    "s": {"ts": int, "cat": str, "id": int},
    "f": {"ts": int, "cat": str, "id": int, "bp": str},
    "i": {"ts": int, "s": str},
    "M": {"args": dict},
}
NAMES = {"process_name": "name", "thread_name": "name",
         "process_sort_index": "sort_index", "thread_sort_index": "sort_index"}
faults = []


def fault(text, event):
    faults.append(f"{text}: {json.dumps(event, ensure_ascii=False)}")


def no_twins(pairs):
    if len(pairs) != len(dict(pairs)):
        faults.append(f"a key stands twice: {pairs}")
    return dict(pairs)


def check_keys(event):
    phase = event.get("ph")
    if phase not in KEYS:
        return fault("no phase that we know", event)
    wanted = {"pid": int, "tid": int, "name": str, **KEYS[phase]}
    for key, kind in wanted.items():
        if type(event.get(key)) is not kind:
            fault(f"{key} is no {kind.__name__}", event)
            return None
    if set(event) - set(wanted) - {"ph", "args"}:
        fault("a key that this phase does not have", event)
    if event.get("ts", 0) < 0 or event.get("dur", 0) < 0:
        fault("a negative time", event)
    if phase == "i" and event["s"] not in "gpt":
        fault("no scope", event)
    if phase == "f" and event["bp"] != "e":
        fault("binds to the next slice, and not to the one around it", event)
    if phase == "M" and list(event["args"]) != [NAMES.get(event["name"])]:
        fault("no metadata", event)
    return event


def check_order(events):
    last = 0
    for event in events:
        if event["ph"] == "M":
            continue
        if event["ts"] < last:
            fault("stands behind what is later", event)
        last = event["ts"]


def check_nesting(slices):
    for thread in slices.values():
        ends = []
        for event in sorted(thread, key=lambda e: (e["ts"], -e["dur"])):
            end = event["ts"] + event["dur"]
            while ends and ends[-1] <= event["ts"]:
                ends.pop()
            if ends and ends[-1] < end:
                fault("ends behind the slice around it", event)
            ends.append(end)


def check_pairs(events, first, last):
    open_pairs, seen = {}, set()
    for event in events:
        key = (event.get("cat"), event.get("id"), event["name"])
        if event["ph"] == first:
            if key in seen:
                fault("begins twice", event)
            seen.add(key)
            open_pairs[key] = event
        if event["ph"] == last and not open_pairs.pop(key, None):
            fault("ends without a beginning", event)
    for event in open_pairs.values():
        fault("does not end", event)


def check_flows(events, slices):
    begun = {}
    for event in events:
        if event["ph"] not in "sf":
            continue
        around = slices[event["pid"], event["tid"]]
        if not any(e["ts"] <= event["ts"] <= e["ts"] + e["dur"] for e in around):
            fault("an arrow without a slice", event)
        if event["ph"] == "s":
            begun[event["id"]] = event
        elif event["id"] in begun and begun[event["id"]]["pid"] == event["pid"]:
            fault("an arrow from a host to itself", event)


def check_names(events):
    named = {(e["pid"], e["tid"]) for e in events if e["name"] == "thread_name"}
    processes = {e["pid"] for e in events if e["name"] == "process_name"}
    threads = collections.defaultdict(set)
    for event in events:
        if event["ph"] == "M":
            continue
        threads[event["tid"]].add(event["pid"])
        if (event["pid"], event["tid"]) not in named or event["pid"] not in processes:
            fault("of a thread or a process without a name", event)
    for tid, pids in threads.items():
        if len(pids) > 1:
            faults.append(f"the thread {tid} is in the processes {sorted(pids)}")
    return len(processes), len(named)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        trace = json.load(file, object_pairs_hook=no_twins)
    if set(trace) != {"displayTimeUnit", "traceEvents"}:
        faults.append(f"other keys than those of a trace: {list(trace)}")
    events = [e for e in trace["traceEvents"] if check_keys(e)]
    slices = collections.defaultdict(list)
    for event in events:
        if event["ph"] == "X":
            slices[event["pid"], event["tid"]].append(event)
    check_order(events)
    check_nesting(slices)
    check_pairs(events, "b", "e")
    check_pairs(events, "s", "f")
    check_flows(events, slices)
    processes, tracks = check_names(events)
    count = collections.Counter(e["ph"] for e in events)
    for text in faults[:20]:
        print(text)
    print(f"{processes} processes, {tracks} tracks, {count['X']} slices, "
          f"{count['b']} apart, {count['s']} arrows, {count['i']} instants")
    return 1 if faults else 0


sys.exit(main())
