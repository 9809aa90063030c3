/* SPDX-License-Identifier: Apache-2.0
 * The sheet in which a head asks for an account, its change or its end. */
#pragma once
#include "app/mg-base-screen.h"

/* kind and member: what it begins with; NULL: empty. */
void mg_staff_form_open (gpointer screen, Pb__StaffKind kind, const Pb__StaffMember *member);
