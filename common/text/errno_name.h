// The name of an error number: "ECONNRESET", as the manual pages call it.
#pragma once

#include <string>

// From the C library where it knows (glibc 2.32 and later), else from a table
// of what socket calls return; "errno 9999" for a number that neither knows.
// See errno(3).
std::string errno_name(int error);
