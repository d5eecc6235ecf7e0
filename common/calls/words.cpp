#include "common/calls/words.h"

namespace calls {}
