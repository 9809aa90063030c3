/* SPDX-License-Identifier: Apache-2.0
 * The agent of a terminal: the whole verdict (key list, ticket, receipt, checkpoint, inclusion in a log of 10^8 leaves, growth
 * from a smaller one) with real signatures, and the memory of the real program while it writes a file of 100 MB.
 * bench_export RESULTS.json */
#include "../wire/cmocka_all.h"
#include <signal.h>
#include <unistd.h>
#include "load.h"
#include "rig.h"
#include "base/clock.h"

#define LEAVES UINT64_C(100000000)
#define ROUNDS 2000U
#define FILE_BYTES 100000000U

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Milliseconds of one verdict; everything is signed before the clock runs. */
static double verdict(struct forge *f, const struct mg_policy *policy, const struct mg_known *seen)
{
	struct mg_known known = *seen;
	struct mg_claim claim = {0};
	struct mg_order order;
	static const uint8_t nonce[MG_NONCE_BYTES] = {0x77};
	const struct mg_signed list = forge_view(&f->key_list), ticket = forge_view(&f->signed_ticket),
			       receipt = forge_view(&f->signed_receipt);
	const int64_t from = mg_mono_us(&mg_clock_system);
	if (mg_verify_ticket(policy, &known, &list, &ticket, f->now_us, &claim) != MG_REASON_NONE)
		abort();
	mg_claim_open_nonce(&claim, nonce, 0);
	if (mg_verify_receipt(policy, &known, &claim, &receipt, f->now_us, 0, &order) != MG_REASON_NONE)
		abort();
	const double ms = (double)(mg_mono_us(&mg_clock_system) - from) / 1000;
	mg_claim_done(&claim);
	return ms;
}

static void measure_verdict(const char *results)
{
	static double ms[ROUNDS];
	static const uint8_t nonce[MG_NONCE_BYTES] = {0x77};
	struct forge *f = forge_new(mg_now_us(&mg_clock_system));
	const struct mg_policy policy = forge_policy(f);
	struct mg_known known = {0};
	forge_sign_list(f);
	forge_sign_ticket(f);
	f->log_size = LEAVES / 2 + 12345;
	f->leaf_index = f->log_size - 7;
	forge_answer(f, nonce, 0);
	(void)verdict(f, &policy, &known);
	/* what was seen then, and the log of today */
	struct mg_checkpoint seen;
	const struct mg_bytes note = {(const uint8_t *)f->room.checkpoint, strlen(f->room.checkpoint)};
	if (!mg_checkpoint_parse(note, &seen, NULL))
		abort();
	memcpy(known.origin, seen.origin, sizeof(known.origin));
	known.size = seen.size;
	known.root = seen.root;
	forge_grow(f, LEAVES);
	f->leaf_index = LEAVES / 3 * 2; /* in its full part: the longest way to the root */
	forge_answer(f, nonce, known.size);
	for (unsigned i = 0; i < ROUNDS; i++)
		ms[i] = verdict(f, &policy, &known);
	qsort(ms, ROUNDS, sizeof(ms[0]), by_value);
	printf("  a proof of %zu hashes, a receipt of %zu bytes\n", f->room.path.n, f->signed_receipt.n);
	mg_load_note(results, "export verdict, 10^8 leaves, p50 ms", "", 0, ms[ROUNDS / 2]);
	mg_load_note(results, "export verdict, 10^8 leaves, p99 ms", "", 0, ms[ROUNDS * 99 / 100]);
	forge_free(f);
}

/* MiB of a line of /proc/<pid>/status. */
static double mebibytes(int pid, const char *key)
{
	char path[64], line[256];
	double value = 0;
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, key, strlen(key)) == 0)
			value = strtod(line + strlen(key), NULL) / 1024;
	if (f)
		fclose(f);
	return value;
}

static void measure_memory(const char *results)
{
	struct rig r;
	char reason[64], path[64];
	int child = 0;
	rig_init(&r);
	const int file = rig_file(&r, FILE_BYTES), kiosk = rig_connect(&r);
	const int64_t from = mg_mono_us(&mg_clock_system);
	rig_open(&r, kiosk, file);
	rig_receipt(&r, kiosk);
	rig_is_done(&r, kiosk, reason);
	const double s = (double)(mg_mono_us(&mg_clock_system) - from) / 1e6;
	if (reason[0] != '\0')
		fail_msg("%s", reason);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", r.agent, r.agent);
	FILE *f = fopen(path, "r");
	if (!f || fscanf(f, "%d", &child) != 1)
		abort();
	fclose(f);
	mg_load_note(results, "export agent, most memory, MiB", "half with rights", 0, mebibytes(r.agent, "VmHWM:"));
	mg_load_note(results, "export agent, most memory, MiB", "half that talks", 0, mebibytes(child, "VmHWM:"));
	mg_load_note(results, "export agent, 100 MB hashed twice, written, read back, s", "a folder", 0, s);
	close(kiosk);
	close(file);
	rig_done(&r);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: bench_export RESULTS.json\n");
		return 2;
	}
	measure_verdict(argv[1]);
	measure_memory(argv[1]);
	return 0;
}
