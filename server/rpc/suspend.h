/* SPDX-License-Identifier: Apache-2.0
 * Suspends a terminal that calls too often (rpc/rate.h): in the database, with its log entry, so that every server and the
 * next start know it. Lifted by Terminal.Release. */
#pragma once
#include "rpc/gate.h"

/* Does nothing for a certificate of no terminal, or of one that is suspended or revoked already. */
void mg_gate_suspend(struct mg_worker *w, const uint8_t cert_sha256[32]);
