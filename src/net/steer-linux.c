/*
 * steer-linux.c - which worker gets a packet, on Linux
 *
 * steer_worker in the instructions of the kernel's two machines: classic BPF for sockets
 * (socket(7), SO_ATTACH_REUSEPORT_CBPF), eBPF for the tunnel device (TUNSETSTEERINGEBPF). If the
 * address is not in the packet, the result is worker 0.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/steer.h"

#include <linux/bpf.h>
#include <linux/filter.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Offsets in the headers of IPv4 and IPv6, bytes */
#define IPV4_SOURCE 12
#define IP6_MAPPED  36 /* the end of the destination */

#define ARRAY_LEN(array) (sizeof (array) / sizeof ((array)[0]))

int steer_udp (int fd, unsigned workers)
{
	struct sock_filter code[] = {
		BPF_STMT (BPF_LD | BPF_W | BPF_ABS, (uint32_t)SKF_NET_OFF + IPV4_SOURCE),
		BPF_STMT (BPF_ALU | BPF_MUL | BPF_K, STEER_FACTOR),
		BPF_STMT (BPF_ALU | BPF_RSH | BPF_K, STEER_SHIFT),
		BPF_STMT (BPF_ALU | BPF_MUL | BPF_K, workers),
		BPF_STMT (BPF_ALU | BPF_RSH | BPF_K, STEER_SHIFT),
		BPF_STMT (BPF_RET | BPF_A, 0),
	};
	const struct sock_fprog program = { ARRAY_LEN (code), code };

	return setsockopt (fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof (program));
}

#define R0 0 /* result, and what was loaded */
#define R1 1 /* the packet */
#define R6 6 /* the packet, for loads */

#define MAPPED_INVERTED (-1) /* RFC 4380 section 4: each bit of the address is inverted */

int steer_tun (unsigned workers)
{
	const struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = R6, .src_reg = R1 },
		{ .code = BPF_LD | BPF_W | BPF_ABS, .imm = IP6_MAPPED },
		{ .code = BPF_ALU | BPF_XOR | BPF_K, .dst_reg = R0, .imm = MAPPED_INVERTED },
		{ .code = BPF_ALU | BPF_MUL | BPF_K, .dst_reg = R0, .imm = (int32_t)STEER_FACTOR },
		{ .code = BPF_ALU | BPF_RSH | BPF_K, .dst_reg = R0, .imm = STEER_SHIFT },
		{ .code = BPF_ALU | BPF_MUL | BPF_K, .dst_reg = R0, .imm = (int32_t)workers },
		{ .code = BPF_ALU | BPF_RSH | BPF_K, .dst_reg = R0, .imm = STEER_SHIFT },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insn_cnt = ARRAY_LEN (code),
		.insns = (uintptr_t)code,
		.license = (uintptr_t) "GPL",
	};

	return (int)syscall (SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof (attributes));
}
