/* SPDX-License-Identifier: Apache-2.0
 * Cuts a client's TCP connection: gRPC 1.51 has no call for it, and an attack that begins and resets streams lives inside
 * one connection. Knows nothing of calls. */
#pragma once
#include <stdbool.h>

/* `peer` as grpc_call_get_peer() writes it ("ipv4:127.0.0.1:1234", "ipv6:%5B::1%5D:1234"). Shuts the socket down, so that
 * gRPC finds it closed; false when there is none any more. */
bool mg_peer_cut(const char *peer);
