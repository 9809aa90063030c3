/* SPDX-License-Identifier: Apache-2.0 */
#include "rig.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MAX 24
#define PATIENCE_MS 30000

const char *rig_program(void)
{
	const char *program = getenv("MADOGUCHI_MATCHER");
	return program ? program : MATCHER_PROGRAM;
}

static void run_matcher(const struct rig *rig, const char *const *arguments)
{
	const char *argv[ARGUMENTS_MAX + 4] = {"madoguchi-matcher", "--socket", rig->socket};
	size_t n = 3;
	for (size_t i = 0; arguments[i] && n < ARGUMENTS_MAX; i++)
		argv[n++] = arguments[i];
	prctl(PR_SET_PDEATHSIG, SIGTERM); /* a test that fails leaves nothing running */
	execv(rig_program(), (char *const *)argv);
	_exit(127);
}

struct mg_matcher_status rig_status(const struct rig *rig)
{
	struct mg_matcher_status status = {0};
	if (!mg_matcher_status(rig->client, 5000, &status, /* err= */ NULL))
		return (struct mg_matcher_status){0};
	return status;
}

bool rig_start(struct rig *rig, const char *const *arguments, unsigned ready)
{
	*rig = (struct rig){.directory = "/tmp/madoguchi-matcher-XXXXXX"};
	if (!mkdtemp(rig->directory))
		return false;
	snprintf(rig->socket, sizeof(rig->socket), "%s/socket", rig->directory);
	if (!mg_matcher_client_new(rig->socket, &rig->client, /* err= */ NULL))
		return false;
	rig->pid = fork();
	if (rig->pid == 0)
		run_matcher(rig, arguments);
	for (int waited_ms = 0; waited_ms < PATIENCE_MS; waited_ms += 20) {
		if (rig_status(rig).workers_ready >= ready)
			return true;
		if (waitpid(rig->pid, NULL, WNOHANG) != 0) {
			rig->pid = 0;
			return false;
		}
		usleep(20000);
	}
	return false;
}

int rig_stop(struct rig *rig)
{
	int status = 0;
	if (rig->pid > 0) {
		kill(rig->pid, SIGTERM);
		waitpid(rig->pid, &status, 0);
	}
	mg_matcher_client_free(rig->client);
	const bool left_nothing = rmdir(rig->directory) == 0;
	*rig = (struct rig){0};
	if (!left_nothing)
		return -2;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

size_t rig_workers(const struct rig *rig, pid_t *ret, size_t cap)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", rig->pid, rig->pid);
	FILE *file = fopen(path, "r");
	size_t n = 0;
	while (file && n < cap && fscanf(file, "%d", &ret[n]) == 1)
		n++;
	if (file)
		fclose(file);
	return n;
}

struct finger finger_of(uint64_t seed)
{
	return (struct finger){.master = mg_synth_master_new(seed), .seed = seed};
}

void finger_done(struct finger *finger)
{
	mg_synth_master_free(finger->master);
	finger->master = NULL;
}

static struct mg_finger_image impress(
	const struct finger *finger, const struct mg_synth_press *press, uint8_t *pixels)
{
	mg_synth_impress(finger->master, press, pixels);
	return (struct mg_finger_image){MG_SYNTH_WIDTH, MG_SYNTH_HEIGHT, pixels};
}

struct mg_finger_image finger_press(const struct finger *finger, uint32_t k, uint8_t *pixels)
{
	const struct mg_synth_press press = mg_synth_press_nth(finger->seed, k);
	return impress(finger, &press, pixels);
}

struct mg_finger_image finger_press_noisy(
	const struct finger *finger, uint32_t k, double noise, uint8_t *pixels)
{
	struct mg_synth_press press = mg_synth_press_nth(finger->seed, k);
	press.noise = noise;
	return impress(finger, &press, pixels);
}

bool finger_enrol(const struct rig *rig, const struct finger *finger, struct mg_enrolment *ret,
	struct mg_error *err)
{
	static uint8_t pixels[MG_MATCHER_PICTURES_MAX][MG_SYNTH_PIXELS];
	struct mg_finger_image images[MG_MATCHER_PICTURES_MAX];
	for (uint32_t k = 0; k < MG_MATCHER_PICTURES_MAX; k++)
		images[k] = finger_press(finger, k, pixels[k]);
	return mg_matcher_enrol(rig->client, images, 20000, ret, err);
}
