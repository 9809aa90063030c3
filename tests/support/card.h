/* SPDX-License-Identifier: Apache-2.0
 * A card of a test's own: a token of SoftHSM in a folder under /tmp, with one Ed25519 key. One at a time. */
#pragma once

#define MG_CARD_MODULE "/usr/lib/softhsm/libsofthsm2.so" /* Debian: softhsm2 */

/* Sets SOFTHSM2_CONF for this process and its children. Ends the test on a failure. */
void mg_card_make(const char *label, const char *pin);
/* Another token in the same folder, which shows that public key and has no private half of it. */
void mg_card_twin(const char *label, const char *pin, const unsigned char public_key[32]);
void mg_card_remove(void);
