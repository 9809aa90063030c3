/* SPDX-License-Identifier: Apache-2.0
 * Keys on cards, spoken to by PKCS #11 version 2.40 with the Ed25519 of version 3.0 (CKM_EDDSA), loaded by p11-kit. */
#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <stdlib.h>
#include <string.h>
#include "signer/inside.h"

#define MODULES_MAX 16U
#define SLOTS_MAX 64U
#define OBJECTS_MAX 16U
#define ID_BYTES_MAX 64U

/* Loaded modules, and the session of the card that was found. */
struct mg_signer_card {
	CK_FUNCTION_LIST *own;   /* loaded by file name; NULL: none */
	CK_FUNCTION_LIST **many; /* those of p11-kit's configuration; NULL: none */
	CK_FUNCTION_LIST *module;
	CK_SESSION_HANDLE session;
	bool has_session;
	bool has_login;
	CK_OBJECT_HANDLE private_key;
};

void mg_signer_card_free(struct mg_signer_card *card)
{
	if (!card)
		return;
	if (card->has_login)
		card->module->C_Logout(card->session);
	if (card->has_session)
		card->module->C_CloseSession(card->session);
	if (card->own) {
		p11_kit_module_finalize(card->own);
		p11_kit_module_release(card->own);
	}
	if (card->many)
		p11_kit_modules_finalize_and_release(card->many);
	free(card);
}

static void cardp(struct mg_signer_card **card)
{
	mg_signer_card_free(*card);
}

static bool load(const char *module, struct mg_signer_card **ret, struct mg_error *err)
{
	MG_CLEANUP(cardp) struct mg_signer_card *card = calloc(1, sizeof(*card));
	if (!card)
		return mg_fail(err, MG_ERR_INTERNAL, "out of memory");
	if (module) {
		CK_FUNCTION_LIST *own = p11_kit_module_load(module, P11_KIT_MODULE_CRITICAL);
		if (!own)
			return mg_fail(err, MG_ERR_UNAVAILABLE, "the card's module does not load");
		if (p11_kit_module_initialize(own) != CKR_OK) {
			p11_kit_module_release(own);
			return mg_fail(err, MG_ERR_UNAVAILABLE, "the card's module does not start");
		}
		card->own = own;
	} else if (!(card->many = p11_kit_modules_load_and_initialize(0))) {
		return mg_fail(err, MG_ERR_UNAVAILABLE, "p11-kit loads no module");
	}
	*ret = MG_TAKE(card);
	return true;
}

/* The i-th module, or NULL. */
static CK_FUNCTION_LIST *module_at(const struct mg_signer_card *card, size_t i)
{
	if (card->own)
		return i == 0 ? card->own : NULL;
	for (size_t k = 0; k <= i && k < MODULES_MAX; k++)
		if (!card->many[k])
			return NULL;
	return i < MODULES_MAX ? card->many[i] : NULL;
}

static size_t find(CK_FUNCTION_LIST *m, CK_SESSION_HANDLE session, CK_ATTRIBUTE *wanted, CK_ULONG n_wanted,
	CK_OBJECT_HANDLE ret[OBJECTS_MAX])
{
	CK_ULONG n = 0;
	if (m->C_FindObjectsInit(session, wanted, n_wanted) != CKR_OK)
		return 0;
	if (m->C_FindObjects(session, ret, OBJECTS_MAX, &n) != CKR_OK)
		n = 0;
	m->C_FindObjectsFinal(session);
	return n;
}

/* Raw, or within the DER OCTET STRING that PKCS #11 asks for: cards do both. */
static bool read_point(CK_FUNCTION_LIST *m, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
	uint8_t ret[MG_PUBLIC_KEY_BYTES])
{
	uint8_t point[2 + MG_PUBLIC_KEY_BYTES];
	CK_ATTRIBUTE a = {CKA_EC_POINT, point, sizeof(point)};
	if (m->C_GetAttributeValue(session, object, &a, 1) != CKR_OK)
		return false;
	const bool raw = a.ulValueLen == MG_PUBLIC_KEY_BYTES;
	if (!raw && (a.ulValueLen != sizeof(point) || point[0] != 0x04 || point[1] != MG_PUBLIC_KEY_BYTES))
		return false;
	memcpy(ret, raw ? point : point + 2, MG_PUBLIC_KEY_BYTES);
	return true;
}

static size_t list_public_keys(CK_FUNCTION_LIST *m, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE ret[OBJECTS_MAX])
{
	CK_OBJECT_CLASS class = CKO_PUBLIC_KEY;
	CK_KEY_TYPE type = CKK_EC_EDWARDS;
	CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof(class)}, {CKA_KEY_TYPE, &type, sizeof(type)}};
	return find(m, session, wanted, MG_LEN(wanted), ret);
}

/* Goes through all cards. `visit` returns true to keep the session it was shown and stop. */
typedef bool visit_fn(CK_FUNCTION_LIST *m, CK_SLOT_ID slot, CK_SESSION_HANDLE session, void *user);
static bool each_card(struct mg_signer_card *card, visit_fn *visit, void *user)
{
	CK_FUNCTION_LIST *m;
	for (size_t i = 0; (m = module_at(card, i)); i++) {
		CK_SLOT_ID slots[SLOTS_MAX];
		CK_ULONG n = SLOTS_MAX;
		if (m->C_GetSlotList(CK_TRUE, slots, &n) != CKR_OK)
			continue;
		for (CK_ULONG k = 0; k < n; k++) {
			CK_SESSION_HANDLE session;
			if (m->C_OpenSession(slots[k], CKF_SERIAL_SESSION, NULL, NULL, &session) != CKR_OK)
				continue;
			if (visit(m, slots[k], session, user)) {
				card->module = m;
				card->session = session;
				card->has_session = true;
				return true;
			}
			m->C_CloseSession(session);
		}
	}
	return false;
}

/* ---- opening ---- */

struct looked_for {
	const uint8_t *public_key;
	size_t cards; /* that show it */
	uint8_t id[ID_BYTES_MAX];
	CK_ULONG id_n;
};

static bool holds_key(CK_FUNCTION_LIST *m, CK_SLOT_ID slot, CK_SESSION_HANDLE session, void *user)
{
	struct looked_for *l = user;
	CK_OBJECT_HANDLE objects[OBJECTS_MAX];
	uint8_t point[MG_PUBLIC_KEY_BYTES];
	(void)slot;
	size_t n = list_public_keys(m, session, objects);
	for (size_t i = 0; i < n; i++) {
		CK_ATTRIBUTE id = {CKA_ID, l->id, sizeof(l->id)};
		if (!read_point(m, session, objects[i], point) || memcmp(point, l->public_key, sizeof(point)) != 0)
			continue;
		l->id_n = m->C_GetAttributeValue(session, objects[i], &id, 1) == CKR_OK ? id.ulValueLen : 0;
		return true;
	}
	return false;
}

/* A public key can be put on any card: of two that show it nobody can tell which one the PIN is of. */
static bool count_key(CK_FUNCTION_LIST *m, CK_SLOT_ID slot, CK_SESSION_HANDLE session, void *user)
{
	struct looked_for *l = user;
	l->cards += holds_key(m, slot, session, user) ? 1 : 0;
	return false;
}

static bool login(struct mg_signer_card *card, const char *pin, struct mg_error *err)
{
	CK_RV rv = card->module->C_Login(
		card->session, CKU_USER, (CK_UTF8CHAR *)(uintptr_t)pin, (CK_ULONG)strlen(pin));
	if (rv == CKR_PIN_LOCKED)
		return mg_fail(err, MG_ERR_BUSY, "the card has locked itself");
	if (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_LEN_RANGE || rv == CKR_PIN_INVALID)
		return mg_fail(err, MG_ERR_DENIED, "wrong PIN");
	if (rv != CKR_OK && rv != CKR_USER_ALREADY_LOGGED_IN)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "the card refuses a login (0x%lx)", rv);
	card->has_login = rv == CKR_OK;
	return true;
}

static bool find_private(struct mg_signer_card *card, struct looked_for *l, struct mg_error *err)
{
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	CK_KEY_TYPE type = CKK_EC_EDWARDS;
	CK_OBJECT_HANDLE objects[OBJECTS_MAX];
	CK_ATTRIBUTE wanted[] = {
		{CKA_CLASS, &class, sizeof(class)}, {CKA_KEY_TYPE, &type, sizeof(type)}, {CKA_ID, l->id, l->id_n}};
	if (find(card->module, card->session, wanted, MG_LEN(wanted), objects) != 1)
		return mg_fail(err, MG_ERR_NOT_FOUND, "the card holds no private half of this key, or several");
	card->private_key = objects[0];
	return true;
}

static bool sign(const struct mg_signer *signer, const void *message, size_t n, uint8_t ret[MG_SIGNATURE_BYTES],
	struct mg_error *err)
{
	const struct mg_signer_key *key = signer->state;
	const struct mg_signer_card *card = key->card;
	CK_MECHANISM mechanism = {CKM_EDDSA, NULL, 0};
	CK_ULONG len = MG_SIGNATURE_BYTES;
	CK_RV rv = card->module->C_SignInit(card->session, &mechanism, card->private_key);
	if (rv == CKR_OK)
		rv = card->module->C_Sign(card->session, (CK_BYTE *)(uintptr_t)message, n, ret, &len);
	if (rv != CKR_OK || len != MG_SIGNATURE_BYTES)
		return mg_fail(err, MG_ERR_UNAVAILABLE, "the card does not sign (0x%lx)", rv);
	return true;
}

bool mg_signer_open_pkcs11(const char *module, const uint8_t public_key[MG_PUBLIC_KEY_BYTES], const char *pin,
	struct mg_signer_key **ret, struct mg_error *err)
{
	MG_CLEANUP(cardp) struct mg_signer_card *card = NULL;
	struct looked_for l = {.public_key = public_key};
	if (!load(module, &card, err))
		return false;
	(void)each_card(card, count_key, &l);
	if (l.cards > 1)
		return mg_fail(err, MG_ERR_CONFLICT, "%zu cards show this key: leave in only the one that the PIN is of", l.cards);
	if (!each_card(card, holds_key, &l))
		return mg_fail(err, MG_ERR_NOT_FOUND, "no card with this key");
	if (!login(card, pin, err) || !find_private(card, &l, err))
		return false;
	struct mg_signer_key *key = mg_signer_key_new(public_key);
	if (!key)
		return mg_fail(err, MG_ERR_INTERNAL, "no locked memory");
	key->signer.sign = sign;
	key->card = MG_TAKE(card);
	*ret = key;
	return true;
}

/* ---- what is on a card ---- */

struct labelled {
	const char *label;
	size_t n; /* public keys found on it */
	uint8_t point[MG_PUBLIC_KEY_BYTES];
};

/* Token labels are 32 bytes, padded with blanks. */
static bool is_labelled(CK_FUNCTION_LIST *m, CK_SLOT_ID slot, const char *label)
{
	CK_TOKEN_INFO info;
	size_t n = strlen(label);
	if (n > sizeof(info.label) || m->C_GetTokenInfo(slot, &info) != CKR_OK || memcmp(info.label, label, n) != 0)
		return false;
	for (size_t i = n; i < sizeof(info.label); i++)
		if (info.label[i] != ' ')
			return false;
	return true;
}

static bool take_keys(CK_FUNCTION_LIST *m, CK_SLOT_ID slot, CK_SESSION_HANDLE session, void *user)
{
	struct labelled *l = user;
	CK_OBJECT_HANDLE objects[OBJECTS_MAX];
	uint8_t point[MG_PUBLIC_KEY_BYTES];
	size_t n = is_labelled(m, slot, l->label) ? list_public_keys(m, session, objects) : 0;
	for (size_t i = 0; i < n; i++)
		if (read_point(m, session, objects[i], point)) {
			memcpy(l->point, point, sizeof(point));
			l->n++;
		}
	return false;
}

bool mg_signer_card_public_key(
	const char *module, const char *label, uint8_t ret[MG_PUBLIC_KEY_BYTES], struct mg_error *err)
{
	MG_CLEANUP(cardp) struct mg_signer_card *card = NULL;
	struct labelled l = {.label = label};
	if (!load(module, &card, err))
		return false;
	(void)each_card(card, take_keys, &l);
	if (l.n == 0)
		return mg_fail(err, MG_ERR_NOT_FOUND, "no card of this label with an Ed25519 key");
	if (l.n > 1)
		return mg_fail(err, MG_ERR_CONFLICT, "more than one Ed25519 key on cards of this label");
	memcpy(ret, l.point, sizeof(l.point));
	return true;
}
