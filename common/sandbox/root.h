// The files that it sees: a root of its own, with what it needs of ours, to be read
// alone. pivot_root(2), mount_setattr(2).
//
//     /usr /bin /lib /etc /opt ...   ours
//     the folder that it begins in   ours, and what it is given by name
//     /tmp                           its own, of so many bytes
//     /dev                           null, zero, full, random, urandom
//     /proc                          its own processes
//
// What is not there cannot be read or written: /run with the engine's sockets,
// /sys, /dev/net/tun, the homes.
#pragma once

#include "common/sandbox/plan.h"

namespace sandbox {

// From now on this process has that root. Needs the rights of the world's root.
// Throws std::system_error.
void enter_root(const Plan& plan);

// By the first process of a PID namespace: /proc is that one's.
void mount_processes();

}  // namespace sandbox
