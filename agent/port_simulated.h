/* SPDX-License-Identifier: Apache-2.0
 * Ports and sticks that are folders: for tests and the demo only, never linked into what is shipped. */
#pragma once
#include "agent/port.h"

/* FOLDER/<stick>/ is a plugged stick unless its name begins with a dot:
 *   vendor product serial product_name   one line each, the numbers in hexadecimal as sysfs has them
 *   descriptors                          raw bytes
 *   media/                               what is on it
 *   authorized                           written by the agent: 1 while it is open
 * and, when they are there, what goes wrong:
 *   capacity N       full behind so many bytes of the file       slow_ms N    a pause for each piece of 64 KiB
 *   pull_after N     pulled behind so many bytes                 read_only    cannot be written
 *   swap_to NAME     FOLDER/.NAME takes its place between the look and the opening
 *   corrupt          one bit differs when it is read again       unformatted  cannot be mounted
 * Errors: INVALID (no such folder), INTERNAL. */
bool mg_port_simulated_new(const char *folder, struct mg_port **ret, struct mg_error *err) MG_MUST_CHECK;
