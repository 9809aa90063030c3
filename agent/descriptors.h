/* SPDX-License-Identifier: Apache-2.0
 * The raw descriptors of a USB device (the sysfs file "descriptors": USB 2.0 section 9.6): whether they declare mass storage
 * and nothing else. Pure. They are what the device says of itself and prove nothing. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_DESCRIPTORS_BYTES_MAX 4096U

/* True for one configuration with one interface, SCSI over bulk-only transport (08/06/50) and at most UAS (08/06/62) as an
 * alternate setting of it; the configuration's value, 1 to 255, goes to *ret_configuration (may be NULL). */
bool mg_descriptors_are_storage(const uint8_t *bytes, size_t n, uint8_t *ret_configuration);

/* True when any interface, or the device itself, declares mass storage: wider, for what has to be shut. */
bool mg_descriptors_have_storage(const uint8_t *bytes, size_t n);
