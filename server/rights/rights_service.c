/* SPDX-License-Identifier: Apache-2.0
 * Rights.Show, Propose, Apply: the signed matrix of rights goes from one person's proposal to another's application.
 * Workers learn of it by their sessions, whose versions grow with the application (sql/migrations/0016_rights.sql). */
#include <stdio.h>
#include <stdlib.h>
#include "access/rights_store.h"
#include "rights/rights_change_store.h"
#include "rpc/call.h"

#define N_ROLES (MG_STAFF_MAX - 1)
#define NOTED_BYTES 3000U /* of a list of cells in the entry */

static bool no_room(struct mg_error *err)
{
	return mg_fail(err, MG_ERR_TOO_LARGE, "no room for the reply");
}

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)s;
}

static struct mg_matrix_in matrix_in(const struct mg_call *call)
{
	return (struct mg_matrix_in){.tx = call->tx, .arena = call->arena, .shared = call->shared};
}

static bool get_root(const struct mg_call *call, const uint8_t **ret, struct mg_error *err)
{
	if (!call->shared->key_trust || !call->session.matrix)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "authority.root_file or keys.state_file is not configured");
	*ret = mg_key_trust_root(call->shared->key_trust);
	return true;
}

static struct mg_matrix_step step_of(const struct mg_call *call)
{
	struct mg_matrix_step s = {
		.now_us = call->now_us, .by = call->session.staff_no, .staff_id = call->session.staff_id};
	mg_call_log_ref(call, &s.log_writer, &s.log_n);
	return s;
}

/* ---- the difference ---- */

struct difference {
	uint32_t gained, lost;
	char *cells[2]; /* "clerk:IMPORT_READ clerk:…", lost and gained */
};

static void add_cell(char *list, enum mg_staff_role role, enum mg_perm perm)
{
	const size_t n = strlen(list);
	snprintf(list + n, NOTED_BYTES - n, "%s%s:%s", n ? " " : "", mg_role_name(role), mg_perm_name(perm));
}

static bool differ(struct mg_call *call, const struct mg_rights *now, const struct mg_rights *then,
	struct difference *ret, struct mg_error *err)
{
	*ret = (struct difference){0};
	for (int i = 0; i < 2; i++)
		if (!(ret->cells[i] = mg_arena_calloc(call->arena, NOTED_BYTES, 1)))
			return no_room(err);
	for (int p = MG_PERM_SIGNED_IN + 1; p < MG_PERM_MAX; p++)
		for (int r = MG_STAFF_NONE + 1; r < MG_STAFF_MAX; r++) {
			const bool had = now->role[r] & MG_RIGHT(p), has = then->role[r] & MG_RIGHT(p);
			if (had == has)
				continue;
			ret->gained += has;
			ret->lost += had;
			add_cell(ret->cells[has], (enum mg_staff_role)r, (enum mg_perm)p);
		}
	return true;
}

static bool note(struct mg_call *call, const struct mg_rights *then, const struct difference *d, struct mg_error *err)
{
	char version[16], sha256[65];
	snprintf(version, sizeof(version), "%u", then->version);
	mg_hex(then->sha256, sizeof(then->sha256), sha256);
	return mg_call_note_fact(call, "version", version, err) && mg_call_note_fact(call, "sha256", sha256, err) &&
	       mg_call_note_fact(call, "gained", d->cells[1], err) && mg_call_note_fact(call, "lost", d->cells[0], err);
}

/* ---- Show ---- */

static bool fill_matrix(
	struct mg_call *call, const struct mg_matrix_row *row, Pb__RightsMatrix **ret, struct mg_error *err)
{
	Pb__RightsMatrix *m = mg_arena_alloc(call->arena, sizeof(*m));
	uint8_t *sha256 = (uint8_t *)mg_arena_memdup(call->arena, row->sha256, sizeof(row->sha256));
	if (!m || !sha256)
		return no_room(err);
	pb__rights_matrix__init(m);
	m->version = row->version;
	m->sha256 = (ProtobufCBinaryData){sizeof(row->sha256), sha256};
	m->proposed_by = borrow(row->proposed_by);
	m->proposed_us = row->proposed_us;
	m->applied_by = borrow(row->applied_by);
	m->applied_us = row->applied_us;
	*ret = m;
	return true;
}

static bool fill_roles(struct mg_call *call, Pb__RightsShowReply *out, struct mg_error *err)
{
	const struct mg_matrix_in in = matrix_in(call);
	uint32_t people[MG_STAFF_MAX];
	Pb__RightsRole *to = mg_arena_calloc(call->arena, N_ROLES, sizeof(*to));
	out->roles = mg_arena_calloc(call->arena, N_ROLES, sizeof(*out->roles));
	if (!to || !out->roles)
		return no_room(err);
	if (!mg_matrix_count_people(&in, people, err))
		return false;
	for (; out->n_roles < N_ROLES; out->n_roles++) {
		Pb__RightsRole *r = out->roles[out->n_roles] = &to[out->n_roles];
		const enum mg_staff_role role = (enum mg_staff_role)(out->n_roles + 1);
		pb__rights_role__init(r);
		r->name = borrow(mg_role_name(role));
		r->title = borrow(mg_role_title(role));
		r->people = people[role];
	}
	return true;
}

static bool fill_cells(struct mg_call *call, const struct mg_rights *m, enum mg_perm perm, size_t *ret_n,
	protobuf_c_boolean **ret, size_t *ret_n_screens, uint32_t **ret_screens, struct mg_error *err)
{
	*ret = mg_arena_calloc(call->arena, N_ROLES, sizeof(**ret));
	*ret_screens = mg_arena_calloc(call->arena, MG_SCREENS, sizeof(**ret_screens));
	if (!*ret || !*ret_screens)
		return no_room(err);
	for (int r = MG_STAFF_NONE + 1; r < MG_STAFF_MAX; r++)
		(*ret)[(*ret_n)++] = (m->role[r] & MG_RIGHT(perm)) != 0;
	for (unsigned i = 0; i < MG_SCREENS; i++)
		if (mg_screens_has(&m->opens[perm], i))
			(*ret_screens)[(*ret_n_screens)++] = i;
	return true;
}

static bool fill_lines(struct mg_call *call, const struct mg_rights *now, const struct mg_rights *then,
	Pb__RightsShowReply *out, struct mg_error *err)
{
	Pb__RightsLine *to = mg_arena_calloc(call->arena, MG_PERM_MAX, sizeof(*to));
	out->lines = mg_arena_calloc(call->arena, MG_PERM_MAX, sizeof(*out->lines));
	if (!to || !out->lines)
		return no_room(err);
	for (int i = MG_PERM_SIGNED_IN + 1; i < MG_PERM_MAX; i++) {
		const enum mg_perm perm = (enum mg_perm)i;
		if (mg_perm_how(perm) == MG_BY_OTHERS)
			continue;
		Pb__RightsLine *l = out->lines[out->n_lines] = &to[out->n_lines];
		out->n_lines++;
		pb__rights_line__init(l);
		l->permission = borrow(mg_perm_name(perm));
		l->title = mg_arena_strdup(call->arena, (then ? then : now)->title[perm]);
		l->for_persons = mg_perm_how(perm) == MG_BY_PERSON;
		if (!l->title ||
			!fill_cells(call, now, perm, &l->n_now, &l->now, &l->n_screens_now, &l->screens_now, err))
			return no_room(err);
		if (then && !fill_cells(call, then, perm, &l->n_proposed, &l->proposed, &l->n_screens_proposed,
				    &l->screens_proposed, err))
			return false;
	}
	return true;
}

/* The newest that was not applied; *ret_row version 0: none. A text that this server refuses has its fault told. */
static bool find_proposal(struct mg_call *call, struct mg_matrix_row *ret_row, struct mg_rights **ret,
	Pb__RightsShowReply *out, struct mg_error *err)
{
	const struct mg_matrix_in in = matrix_in(call);
	const uint8_t *root;
	struct mg_error why = {0};
	*ret = NULL;
	if (!get_root(call, &root, err) || !mg_matrix_find_newest(&in, ret_row, err))
		return false;
	if (ret_row->version == 0 || ret_row->applied_us != 0) {
		ret_row->version = 0;
		return true;
	}
	struct mg_rights *then = mg_arena_calloc(call->arena, 1, sizeof(*then));
	if (!then)
		return no_room(err);
	if (mg_rights_open(call->arena, root, ret_row->envelope, then, &why)) {
		*ret = then;
		return true;
	}
	out->fault = mg_arena_strdup(call->arena, why.detail);
	return out->fault || no_room(err);
}

bool mg_Rights_show(
	struct mg_call *call, const Pb__RightsShowRequest *req, Pb__RightsShowReply *out, struct mg_error *err)
{
	const struct mg_matrix_in in = matrix_in(call);
	const struct mg_rights *now = call->session.matrix;
	struct mg_matrix_row in_force, proposal;
	struct mg_rights *then;
	bool same = true;
	(void)req;
	if (!find_proposal(call, &proposal, &then, out, err) || !mg_matrix_find(&in, now->version, &in_force, err) ||
		!fill_matrix(call, &in_force, &out->now, err) || !fill_roles(call, out, err) ||
		!fill_lines(call, now, then, out, err))
		return false;
	if (proposal.version == 0)
		return true;
	if (!mg_matrix_same_person(&in, proposal.proposed_staff_id, call->session.staff_id, &same, err))
		return false;
	out->may_apply = then && !same && mg_session_may(&call->session, MG_PERM_RIGHTS_CHANGE);
	return fill_matrix(call, &proposal, &out->proposal, err);
}

/* ---- Propose ---- */

static bool invalid(struct mg_call *call, const char *field, const char *why, struct mg_error *err)
{
	call->field = field;
	return mg_fail(err, MG_ERR_INVALID, "%s: %s", field, why);
}

static bool refuse(struct mg_call *call, const char *field, const char *why, struct mg_error *err)
{
	call->field = field;
	call->always_log = true; /* who tries this stands in the log by name, whatever else is refused just now */
	return mg_fail(err, MG_ERR_REFUSED_BY_RULE, "%s", why);
}

static bool pack(struct mg_call *call, const Pb__Envelope *e, struct mg_bytes *ret, struct mg_error *err)
{
	const size_t n = e ? pb__envelope__get_packed_size(e) : 0;
	if (n == 0 || n > MG_RIGHTS_SIGNED_BYTES_MAX)
		return invalid(call, "signed_file", "no signed file, or longer than any", err);
	uint8_t *bytes = mg_arena_alloc(call->arena, n);
	if (!bytes)
		return no_room(err);
	pb__envelope__pack(e, bytes);
	*ret = (struct mg_bytes){bytes, n};
	return true;
}

/* What is wrong with the text is told by its line; what is not the root's is told nothing about. */
static bool open_signed(struct mg_call *call, struct mg_bytes packed, struct mg_rights *ret,
	Pb__RightsProposeReply *out, struct mg_error *err)
{
	const uint8_t *root;
	struct mg_error why = {0};
	if (!get_root(call, &root, err))
		return false;
	if (mg_rights_open(call->arena, root, packed, ret, &why))
		return true;
	if (why.code != MG_ERR_INVALID)
		return invalid(call, "signed_file", why.detail, err);
	out->fault = mg_arena_strdup(call->arena, why.detail);
	return out->fault ? mg_call_note_fact(call, "fault", why.detail, err) : no_room(err);
}

bool mg_Rights_propose(
	struct mg_call *call, const Pb__RightsProposeRequest *req, Pb__RightsProposeReply *out, struct mg_error *err)
{
	const struct mg_matrix_in in = matrix_in(call);
	const struct mg_matrix_step step = step_of(call);
	struct mg_rights *then = mg_arena_calloc(call->arena, 1, sizeof(*then));
	struct mg_matrix_row newest;
	struct difference d;
	struct mg_bytes packed;
	if (!then)
		return no_room(err);
	if (!pack(call, req->signed_file, &packed, err) || !open_signed(call, packed, then, out, err))
		return false;
	if (out->fault && out->fault[0])
		return true;
	if (!mg_matrix_lock_newest(&in, &newest, err))
		return false;
	if (then->version <= newest.version)
		return refuse(call, "version", "the version of a matrix of rights grows", err);
	out->version = then->version;
	out->sha256.data = (uint8_t *)mg_arena_memdup(call->arena, then->sha256, sizeof(then->sha256));
	out->sha256.len = sizeof(then->sha256);
	if (!out->sha256.data)
		return no_room(err);
	if (!differ(call, call->session.matrix, then, &d, err))
		return false;
	out->gained = d.gained;
	out->lost = d.lost;
	return mg_matrix_propose(&in, then->version, then->sha256, packed, &step, err) && note(call, then, &d, err);
}

/* ---- Apply ---- */

static bool check_applier(struct mg_call *call, const struct mg_matrix_row *row, struct mg_error *err)
{
	const struct mg_matrix_in in = matrix_in(call);
	bool same;
	if (!mg_matrix_same_person(&in, row->proposed_staff_id, call->session.staff_id, &same, err))
		return false;
	return !same || refuse(call, "version", "another person than who proposed it puts a matrix in force", err);
}

/* It was verified when it came in; what lies in the database now is looked at as if it had just come. */
static bool open_proposal(struct mg_call *call, const uint8_t *root, const struct mg_matrix_row *row,
	struct mg_rights *ret, struct mg_error *err)
{
	struct mg_error why = {0};
	const bool ok = mg_rights_open(call->arena, root, row->envelope, ret, &why);
	if (!ok && why.code == MG_ERR_INVALID)
		return refuse(call, "version", why.detail, err);
	return (ok && ret->version == row->version && memcmp(ret->sha256, row->sha256, 32) == 0) ||
	       mg_fail(err, MG_ERR_DATA_LOSS, "the proposed matrix of rights is not what was proposed");
}

bool mg_Rights_apply(
	struct mg_call *call, const Pb__RightsApplyRequest *req, Pb__RightsApplyReply *out, struct mg_error *err)
{
	const struct mg_matrix_in in = matrix_in(call);
	const struct mg_matrix_step step = step_of(call);
	struct mg_rights *then = mg_arena_calloc(call->arena, 1, sizeof(*then));
	struct mg_matrix_row row;
	struct difference d;
	const uint8_t *root;
	if (!then)
		return no_room(err);
	if (req->sha256.len != 32)
		return invalid(call, "sha256", "32 bytes", err);
	if (!get_root(call, &root, err) || !mg_matrix_lock_newest(&in, &row, err))
		return false;
	if (row.version != req->version || row.applied_us != 0 || memcmp(row.sha256, req->sha256.data, 32) != 0)
		return mg_fail(err, MG_ERR_CONFLICT, "not the newest proposal");
	if (!check_applier(call, &row, err))
		return false;
	if (!open_proposal(call, root, &row, then, err))
		return false;
	if (!differ(call, call->session.matrix, then, &d, err))
		return false;
	out->version = then->version;
	out->gained = d.gained;
	out->lost = d.lost;
	return mg_matrix_apply(&in, then->version, &step, err) && note(call, then, &d, err);
}
