/* SPDX-License-Identifier: GPL-2.0-only */
/* May an engine trust this policy image?  For userspace and the module, not for BPF. */
#ifndef RG_CORE_VALIDATE_H
#define RG_CORE_VALIDATE_H

#include "port.h"

/* X(symbol, what it says to an operator); where it is, the section and index say. */
#define RG_FAULTS(X) \
	X(OK,		"no fault") \
	X(SHORT,	"the image is shorter than its header") \
	X(MAGIC,	"this is not a policy image") \
	X(VERSION_NEW,	"the image was made by a newer relgate") \
	X(VERSION,	"the image has a version that never was") \
	X(HEADER,	"a size in the header is wrong") \
	X(SIZE,		"the image is truncated, or longer than it says") \
	X(RESERVED,	"a reserved field is not zero") \
	X(SECTION,	"the section is misaligned, out of order or out of bounds") \
	X(COUNT,	"the section has too few or too many records") \
	X(STRING,	"a string lies outside the string table") \
	X(NAME,		"a name is empty, not terminated, or used twice") \
	X(NATION_CODE,	"a nation's code is not three capital letters") \
	X(NATION,	"there is no such nation") \
	X(LEVEL,	"there is no such level, or a range is upside down") \
	X(KIND,		"there is no such kind of category") \
	X(SET,		"the first two sets must be all subjects and everything") \
	X(SET_INDEX,	"there is no such set") \
	X(ENCODING,	"there is no such encoding") \
	X(WIRE,		"the numbers of an encoding are out of bounds or out of order") \
	X(WIRE_NAME,	"a number of an encoding names nothing that the policy knows") \
	X(DOI,		"DOIs are out of order, zero, or not the ones that are meant") \
	X(FLAGS,	"flags are unknown or contradict each other") \
	X(HUB,		"hub slots and hub interfaces disagree") \
	X(INTERFACE,	"there is no such interface") \
	X(UNMANAGED,	"an interface is both enrolled and unmanaged") \
	X(LOCAL,	"local statements are out of bounds, or their ports upside down") \
	X(AGREEMENT,	"there is no such agreement, or too many of them cover one thing") \
	X(WINDOW,	"times are out of bounds, out of order or overlap") \
	X(PAIR,		"a list of agreements is out of bounds or covers a pair it must not") \
	X(CELL_KIND,	"a cell is of no known kind or has bits that mean nothing") \
	X(CELL_BOUNDS,	"a cell points out of the table, or backwards") \
	X(CELL_PAGE,	"a node or list straddles two pages") \
	X(CELL_BITS,	"a walk would use more bits than an address has") \
	X(CELL_DEPTH,	"a walk would visit more cells than a look-up may") \
	X(CELL_LIST,	"the keys of a list do not ascend from 0") \
	X(CELL_SHARED,	"the table is larger unfolded than it may be") \
	X(CELL_VALUE,	"a cell's value is no nation") \
	X(EVENT,	"a time line is out of bounds or out of order") \
	X(TAG,		"there is no such CIPSO tag to be sent") \
	X(PROBE,	"a probe is no hub's, or out of bounds")

enum rg_fault_code {
#define RG_FAULT_ENUM(sym, text) RG_F_##sym,
	RG_FAULTS(RG_FAULT_ENUM)
#undef RG_FAULT_ENUM
	RG_F_END
};

/*
 * Cells that both tables may have when every node and list is counted as often
 * as it is pointed to: this many times the cells that there are.  It bounds the
 * validator's time; a compiler may share equal parts of a table up to here.
 */
#define RG_CELL_UNFOLD_MAX 4

/**
 * struct rg_fault - why an image is refused
 * @code: enum rg_fault_code
 * @section: enum rg_section_id, or RG_SEC_COUNT for the header
 * @index: record in the section
 */
struct rg_fault {
	u32 code;
	u32 section;
	u32 index;
};

u32 rg_validate(const u8 *image, u32 len, struct rg_fault *fault);

#endif /* RG_CORE_VALIDATE_H */
