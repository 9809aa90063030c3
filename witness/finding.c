/* SPDX-License-Identifier: Apache-2.0 */
#include "finding.h"

void mg_findings_init(struct mg_findings *findings)
{
	*findings = (struct mg_findings){.first = {.fault = MG_LEAF_NONE}};
	pthread_mutex_init(&findings->lock, NULL);
	mg_glass_notes_init(&findings->glasses);
}

void mg_findings_done(struct mg_findings *findings)
{
	pthread_mutex_destroy(&findings->lock);
	mg_glass_notes_done(&findings->glasses);
}

void mg_findings_add(struct mg_findings *findings, const struct mg_finding *finding)
{
	pthread_mutex_lock(&findings->lock);
	if (findings->first.fault == MG_LEAF_NONE || finding->index < findings->first.index)
		findings->first = *finding;
	pthread_mutex_unlock(&findings->lock);
}

bool mg_findings_any(struct mg_findings *findings)
{
	pthread_mutex_lock(&findings->lock);
	bool any = findings->first.fault != MG_LEAF_NONE;
	pthread_mutex_unlock(&findings->lock);
	return any;
}

int64_t mg_entry_instant(struct mg_bytes entry)
{
	struct mg_reader r;
	mg_reader_init(&r, entry.p, entry.n);
	if (mg_get_u8(&r) != MG_ENTRY_VERSION || !mg_get_raw(&r, 6))
		return 0;
	int64_t utc_us = (int64_t)mg_get_u64(&r);
	/* Changed bytes may name any instant: only one that a date can be made of is shown. */
	return r.ok && utc_us > 0 && utc_us < INT64_C(4102444800000000) ? utc_us : 0;
}
