/* SPDX-License-Identifier: Apache-2.0
 * The crash campaign: sixteen writers, faults at random, the oracle at the end. tests/fault/crash
 * sets it up. Argument: the number of acknowledgements wanted. Exit status 3: the oracle found
 * something wrong. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "campaign.h"
#include "proxy.h"

#define CONTROL_SECONDS 120

struct campaign campaign;
static struct writer writers[WRITERS];

static void share_clock(void)
{
	const int fd = open(getenv("MG_FAULT_CLOCK"), O_RDWR | O_CLOEXEC);
	void *p = fd < 0 ? MAP_FAILED
			 : mmap(NULL, FAULT_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED) {
		perror("MG_FAULT_CLOCK");
		exit(1);
	}
	close(fd);
	campaign.page = p;
}

static void begin(struct writer *w, int number)
{
	char address[40];
	*w = (struct writer){
		.number = number,
		.port = proxy_start((unsigned)number),
		.seed = (uint64_t)time(NULL) * 64 + (uint64_t)number};
	for (int i = 0; i < SUBJECTS; i++)
		snprintf(w->subject[i].shori_no, sizeof(w->subject[i].shori_no), "%s",
			counter_person((number - 1) * SUBJECTS + i));
	snprintf(address, sizeof(address), "127.0.0.1:%d", w->port);
	w->client = mg_rpc_client_new(&(struct mg_rpc_client_config){.address = address,
		.server_name = mg_rig_get("MG_SERVER_NAME"),
		.ca_file = mg_rig_get("MG_CA"),
		.cert_file = mg_rig_get_nth("MG_TERMINAL_%d_CERT", number),
		.key_file = mg_rig_get_nth("MG_TERMINAL_%d_KEY", number)});
	mg_rig_must_login(w->client, number, number, w->token);
}

static void report(double seconds, int wrong)
{
	const struct campaign *c = &campaign;
#define N(x) (unsigned long long)(x)
	printf("acknowledged %llu in %.0f s; unanswered keys at the end 0\n", N(c->acks), seconds);
	printf("killed: server %llu, sequencer %llu, matcher %llu, MariaDB %llu (unsynced writes "
	       "taken back: %llu)\n",
		N(c->kills[3]), N(c->kills[2]), N(c->kills[1]), N(c->kills[0]), N(c->undone));
	printf("COMMIT slow before %llu, after %llu; line to MariaDB broken before %llu, after %llu; "
	       "server killed before %llu, between commit and reply %llu\n",
		N(c->page->done[SLOW_BEFORE]), N(c->page->done[SLOW_AFTER]),
		N(c->page->done[LOST_BEFORE]), N(c->page->done[LOST_AFTER]),
		N(c->page->done[DEAD_BEFORE]), N(c->page->done[DEAD_AFTER]));
	printf("clock set back %llu times; INTERNAL %llu; retries %llu\n", N(c->steps_back),
		N(c->odd), N(c->retries));
	static const char *const by[LOSSES] = {"a deadline", "a cut answer", "a lost line",
		"UNCERTAIN", "another fault"};
	for (size_t i = 0; i < LOSSES; i++)
		printf("  sent again after %s: %llu; the write stood already, stored reply: %llu\n",
			by[i], N(c->lost_by[i]), N(c->replayed_after[i]));
	printf("logins %llu; attempts refused %llu, broken off %llu, met by a kill of the matcher "
	       "%llu; the longest took %.1f s\n",
		N(c->logins), N(c->logins_refused), N(c->logins_broken), N(c->logins_unmatched),
		(double)c->longest_login_ms / 1000);
	printf("oracle: %d wrong\n", wrong);
#undef N
}

int main(int argc, char **argv)
{
	pthread_t faults;
	struct timespec a, b;
	const char *control = getenv("MG_FAULT_CONTROL"), *commits = getenv("MG_FAULT_COMMITS"), *port;
	if (argc != 2 || (campaign.wanted = strtoull(argv[1], NULL, 10)) == 0)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	counter_open();
	share_clock();
	campaign.fresh_keys = control && strcmp(control, "keys") == 0;
	port = strrchr(mg_rig_get("MG_ADDRESS"), ':');
	proxy_to(atoi(port + 1));
	for (int i = 0; i < WRITERS; i++)
		begin(&writers[i], i + 1);
	clock_gettime(CLOCK_MONOTONIC, &a);
	campaign.until_s = control ? a.tv_sec + CONTROL_SECONDS : 0;
	campaign.cut_one_of = campaign.fresh_keys ? 6 : 25;
	if (!control || strcmp(control, "flush") != 0)
		atomic_store(&campaign.page->one_of, commits ? (unsigned)atoi(commits) : 25);
	for (int i = 0; i < WRITERS; i++)
		if (pthread_create(&writers[i].thread, NULL, writer_run, &writers[i]) != 0)
			abort();
	if (pthread_create(&faults, NULL, faults_run, NULL) != 0)
		abort();
	for (int i = 0; i < WRITERS; i++)
		pthread_join(writers[i].thread, NULL);
	atomic_store(&campaign.over, true);
	pthread_join(faults, NULL);
	clock_gettime(CLOCK_MONOTONIC, &b);
	faults_end();
	const int wrong = oracle_judge(writers);
	report((double)(b.tv_sec - a.tv_sec), wrong);
	for (int i = 0; i < WRITERS; i++) {
		for (size_t k = 0; k < writers[i].n_acks; k++)
			free(writers[i].acks[k].entry);
		free(writers[i].acks);
	}
	return wrong ? 3 : 0;
}
