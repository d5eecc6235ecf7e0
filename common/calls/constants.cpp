#include "common/calls/constants.h"

namespace calls {}
