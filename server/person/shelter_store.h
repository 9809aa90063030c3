/* SPDX-License-Identifier: Apache-2.0
 * The conditions of 支援措置 for this slice's own statements; they stand in shelter_format.h, as
 * other slices' statements ask them too. */
#pragma once
#include "person/shelter_format.h"
