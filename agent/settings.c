/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/settings.h"
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "agent/verify/shape.h"
#include "base/number.h"
#include "wire/hash_evp.h"

#define FILE_BYTES_MAX_DEFAULT (UINT64_C(1) << 30)

static const char *const known_keys[] = {"municipality", "ward", "terminal", "terminal.certificate_sha256",
	"authority.public_key_file", "keys.epoch_min", "agent.key_file", "agent.user", "kiosk.user", "kiosk.group", "socket",
	"file.bytes_max", "usb.sysfs", "usb.run", "usb.driver",
#ifdef MG_TEST_BUILD
	"simulated.sticks",
#endif
	NULL};

static bool read_number(const struct mg_config *c, const char *key, uint64_t otherwise, uint64_t *ret, struct mg_error *err)
{
	const char *text = mg_config_get(c, key);
	char *end;
	if (!text) {
		*ret = otherwise;
		return true;
	}
	errno = 0;
	*ret = strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0' || *text < '0' || *text > '9')
		return mg_fail(err, MG_ERR_INVALID, "configuration: '%s' is no number", key);
	return true;
}

/* A name, or a number for accounts that only exist elsewhere. */
static bool read_user(const struct mg_config *c, const char *key, struct mg_confine_user *ret, struct mg_error *err)
{
	const char *name;
	char *end;
	if (!mg_config_require(c, key, &name, err))
		return false;
	const struct passwd *p = getpwnam(name);
	errno = 0;
	const unsigned long number = p ? p->pw_uid : strtoul(name, &end, 10);
	if (!p && (errno != 0 || *end != '\0' || *name < '0' || *name > '9' || number >= UINT32_MAX))
		return mg_fail(err, MG_ERR_INVALID, "configuration: '%s' names no user", key);
	*ret = (struct mg_confine_user){.is_set = true, .uid = (uid_t)number, .gid = p ? p->pw_gid : (gid_t)number};
	return true;
}

static bool read_group(const struct mg_config *c, struct mg_settings *s, struct mg_error *err)
{
	const char *name = mg_config_get(c, "kiosk.group");
	const struct group *g = name ? getgrnam(name) : NULL;
	if (name && !g)
		return mg_fail(err, MG_ERR_INVALID, "configuration: 'kiosk.group' names no group");
	s->has_kiosk_gid = g != NULL;
	s->kiosk_gid = g ? g->gr_gid : 0;
	return true;
}

static bool read_policy(const struct mg_config *c, struct mg_policy *p, struct mg_error *err)
{
	const char *municipality, *authority, *ward = mg_config_get(c, "ward"),
					       *certificate = mg_config_get(c, "terminal.certificate_sha256");
	if (!mg_config_require(c, "municipality", &municipality, err) ||
		!mg_config_require(c, "authority.public_key_file", &authority, err) ||
		!mg_public_key_load(authority, p->authority, err) || !read_number(c, "terminal", 0, &p->terminal, err) ||
		!read_number(c, "keys.epoch_min", 0, &p->epoch_min, err) ||
		!read_number(c, "file.bytes_max", FILE_BYTES_MAX_DEFAULT, &p->file_bytes_max, err))
		return false;
	if (!mg_is_digits(municipality, strlen(municipality)) || strlen(municipality) != 6)
		return mg_fail(err, MG_ERR_INVALID, "configuration: 'municipality' is not 6 digits");
	memcpy(p->municipality, municipality, 7);
	if (ward && !mg_ward_is_valid(ward))
		return mg_fail(err, MG_ERR_INVALID, "configuration: 'ward' is not 3 digits");
	if (ward)
		memcpy(p->ward, ward, 4);
	if (p->terminal == 0)
		return mg_fail(err, MG_ERR_INVALID, "configuration: 'terminal' is missing");
	p->has_certificate = certificate != NULL;
	if (certificate && !mg_unhex(certificate, strlen(certificate), p->certificate_sha256, MG_DIGEST_BYTES))
		return mg_fail(err, MG_ERR_INVALID, "configuration: 'terminal.certificate_sha256' is not 64 digits");
	return true;
}

static const char *or_else(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static bool read_all(struct mg_settings *s, struct mg_error *err)
{
	const struct mg_config *c = s->config;
	struct mg_confine_user kiosk;
	if (!read_policy(c, &s->policy, err) || !mg_config_require(c, "agent.key_file", &s->key_file, err) ||
		!mg_config_require(c, "socket", &s->socket, err) || !read_user(c, "kiosk.user", &kiosk, err) ||
		!read_group(c, s, err))
		return false;
	s->kiosk_uid = kiosk.uid;
	/* Only root can become somebody else, and root must. */
	if (geteuid() == 0 && !read_user(c, "agent.user", &s->user, err))
		return false;
	if (s->user.is_set && (s->user.uid == 0 || s->user.gid == 0))
		return mg_fail(err, MG_ERR_INVALID, "configuration: 'agent.user' must not be root");
	s->sysfs = or_else(mg_config_get(c, "usb.sysfs"), "/sys");
	s->run = or_else(mg_config_get(c, "usb.run"), "/run/madoguchi-export-agent");
	s->driver = mg_config_get(c, "usb.driver");
#ifdef MG_TEST_BUILD
	s->simulated = mg_config_get(c, "simulated.sticks");
#endif
	return true;
}

bool mg_settings_load(const char *path, struct mg_settings *ret, struct mg_error *err)
{
	struct mg_settings s = {0};
	if (!mg_config_load(path, known_keys, &s.config, err))
		return false;
	if (!read_all(&s, err)) {
		mg_settings_done(&s);
		return false;
	}
	*ret = s;
	return true;
}

void mg_settings_done(struct mg_settings *settings)
{
	mg_config_free(settings->config);
	*settings = (struct mg_settings){0};
}
