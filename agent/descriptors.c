/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/descriptors.h"

enum {
	DEVICE = 0x01,
	CONFIGURATION = 0x02,
	INTERFACE = 0x04,
	ENDPOINT = 0x05,
	PIPE_USAGE = 0x24,  /* UAS */
	COMPANION = 0x30,   /* of an endpoint, USB 3 */
	DEVICE_BYTES = 18,
	CONFIGURATION_BYTES = 9,
	INTERFACE_BYTES = 9,
	MASS_STORAGE = 0x08,
	SCSI = 0x06,
	BULK_ONLY = 0x50,
	UAS = 0x62,
};

/* Class per interface, or mass storage already here; one configuration. */
static bool device_is_plain(const uint8_t *d)
{
	return d[0] == DEVICE_BYTES && d[1] == DEVICE && d[4] == 0 && d[17] == 1;
}

/* It spans all that is left, has one interface and a value that a device in use can have. */
static bool configuration_is_plain(const uint8_t *d, size_t left)
{
	return d[0] == CONFIGURATION_BYTES && d[1] == CONFIGURATION && (size_t)(d[2] | d[3] << 8) == left && d[4] == 1 &&
	       d[5] != 0;
}

/* The first setting must be the one every driver knows; `n` settings came before. */
static bool interface_is_storage(const uint8_t *d, unsigned n)
{
	return d[0] == INTERFACE_BYTES && d[2] == 0 && d[3] == n && d[5] == MASS_STORAGE && d[6] == SCSI &&
	       d[7] == (n == 0 ? BULK_ONLY : UAS);
}

bool mg_descriptors_are_storage(const uint8_t *bytes, size_t n, uint8_t *ret_configuration)
{
	const size_t head = DEVICE_BYTES + CONFIGURATION_BYTES;
	if (n < head + INTERFACE_BYTES || n > MG_DESCRIPTORS_BYTES_MAX || !device_is_plain(bytes) ||
		!configuration_is_plain(bytes + DEVICE_BYTES, n - DEVICE_BYTES))
		return false;
	unsigned settings = 0;
	for (size_t at = head; at < n; at += bytes[at]) {
		if (n - at < 2 || bytes[at] < 2 || bytes[at] > n - at)
			return false;
		const uint8_t type = bytes[at + 1];
		if (type == INTERFACE) {
			if (bytes[at] < INTERFACE_BYTES || settings > 1 || !interface_is_storage(bytes + at, settings))
				return false;
			settings++;
		} else if (type != ENDPOINT && type != COMPANION && type != PIPE_USAGE) {
			return false;
		}
	}
	if (settings == 0)
		return false;
	if (ret_configuration)
		*ret_configuration = bytes[DEVICE_BYTES + 5];
	return true;
}

bool mg_descriptors_have_storage(const uint8_t *bytes, size_t n)
{
	for (size_t at = 0; n - at >= 2 && bytes[at] >= 2 && bytes[at] <= n - at; at += bytes[at]) {
		const uint8_t *d = bytes + at;
		if ((d[1] == INTERFACE && d[0] >= INTERFACE_BYTES && d[5] == MASS_STORAGE) ||
			(d[1] == DEVICE && d[0] >= DEVICE_BYTES && d[4] == MASS_STORAGE))
			return true;
	}
	return false;
}
