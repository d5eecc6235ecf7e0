#include "common/calls/waits.h"

namespace calls {}
