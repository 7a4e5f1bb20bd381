// SPDX-License-Identifier: GPL-2.0-only
/* Nation look-ups by themselves: the kernel's LPM trie, and the core's walk. */
#include "core/core.c"
#include "bpf/maps.h"
#include "peers.h"

char LICENSE[] SEC("license") = "GPL";

#define PREFIXES	(1u << 20)

struct key4 {
	__u32 len;
	__u8 addr[4];
};

struct key6 {
	__u32 len;
	__u8 addr[16];
};

struct addr {
	__u8 byte[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PREFIXES);
	__type(key, struct key4);
	__type(value, __u32);
} trie4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PREFIXES);
	__type(key, struct key6);
	__type(value, __u32);
} trie6 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, BENCH_KEYS);
	__type(key, __u32);
	__type(value, struct addr);
} keys SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct bench_todo);
} todo SEC(".maps");

struct loop {
	struct rg_image img;
	__u32 first;
	__u64 sum;
};

static __always_inline const __u8 *key_at(const struct loop *l, __u32 i)
{
	__u32 at = (l->first + i) & (BENCH_KEYS - 1);

	return bpf_map_lookup_elem(&keys, &at);
}

static __noinline long step_lpm4(__u32 i, void *ctx)
{
	struct key4 k = { .len = 32 };
	struct loop *l = ctx;
	const __u8 *a = key_at(l, i);
	const __u32 *v;

	if (!a)
		return 1;
	__builtin_memcpy(k.addr, a, 4);
	v = bpf_map_lookup_elem(&trie4, &k);
	l->sum += v ? *v : 0;
	return 0;
}

static __noinline long step_lpm6(__u32 i, void *ctx)
{
	struct key6 k = { .len = 128 };
	struct loop *l = ctx;
	const __u8 *a = key_at(l, i);
	const __u32 *v;

	if (!a)
		return 1;
	__builtin_memcpy(k.addr, a, 16);
	v = bpf_map_lookup_elem(&trie6, &k);
	l->sum += v ? *v : 0;
	return 0;
}

static __noinline long step_cells4(__u32 i, void *ctx)
{
	struct loop *l = ctx;
	const __u8 *a = key_at(l, i);

	if (!a)
		return 1;
	l->sum += RG_VALUE_NATION(rg_nation(&l->img, 4, a));
	return 0;
}

static __noinline long step_cells6(__u32 i, void *ctx)
{
	struct loop *l = ctx;
	const __u8 *a = key_at(l, i);

	if (!a)
		return 1;
	l->sum += RG_VALUE_NATION(rg_nation(&l->img, 6, a));
	return 0;
}

/* What the loop itself takes. */
static __noinline long step_none(__u32 i, void *ctx)
{
	struct loop *l = ctx;
	const __u8 *a = key_at(l, i);

	if (!a)
		return 1;
	l->sum += a[0];
	return 0;
}

#define LOOKUP(name) \
	SEC("tc") int name(struct __sk_buff *skb) \
	{ \
		struct loop l = { 0 }; \
		struct bench_todo *t; \
		__u32 zero = 0; \
		\
		(void)skb; \
		t = bpf_map_lookup_elem(&todo, &zero); \
		l.img.map = bpf_map_lookup_elem(&policy, &zero); \
		if (!t || !l.img.map) \
			return 1; \
		l.img.page0 = bpf_map_lookup_elem(l.img.map, &zero); \
		if (!l.img.page0) \
			return 1; \
		l.first = t->first; \
		bpf_loop(t->count, step_##name, &l, 0); \
		t->sum = l.sum; \
		return 0; \
	}

LOOKUP(none)
LOOKUP(lpm4)
LOOKUP(lpm6)
LOOKUP(cells4)
LOOKUP(cells6)
