/* SPDX-License-Identifier: Apache-2.0 */
#include "rpc/peer.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* "[::ffff:10.0.0.7]:1234" and the like, without the parts that gRPC escapes. */
static void write_address(const struct sockaddr_storage *a, char ret[80])
{
	char ip[INET6_ADDRSTRLEN] = "";
	ret[0] = '\0';
	if (a->ss_family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, a, sizeof(v4));
		if (inet_ntop(AF_INET, &v4.sin_addr, ip, sizeof(ip)))
			snprintf(ret, 80, "ipv4:%s:%u", ip, ntohs(v4.sin_port));
	} else if (a->ss_family == AF_INET6) {
		struct sockaddr_in6 v6;
		memcpy(&v6, a, sizeof(v6));
		if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr) &&
			inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], ip, sizeof(ip)))
			snprintf(ret, 80, "ipv4:%s:%u", ip, ntohs(v6.sin6_port));
		else if (inet_ntop(AF_INET6, &v6.sin6_addr, ip, sizeof(ip)))
			snprintf(ret, 80, "ipv6:%%5B%s%%5D:%u", ip, ntohs(v6.sin6_port));
	}
}

static bool cut(int fd, const char *peer)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof(a);
	char text[80];
	if (getpeername(fd, (struct sockaddr *)&a, &n) != 0)
		return false;
	write_address(&a, text);
	return strcmp(text, peer) == 0 && shutdown(fd, SHUT_RDWR) == 0;
}

bool mg_peer_cut(const char *peer)
{
	DIR *fds = peer ? opendir("/proc/self/fd") : NULL;
	bool done = false;
	for (struct dirent *e; fds && !done && (e = readdir(fds));)
		if (e->d_name[0] != '.')
			done = cut((int)strtol(e->d_name, NULL, 10), peer);
	if (fds)
		closedir(fds);
	return done;
}
