# SPDX-License-Identifier: GPL-2.0-only
-include kmod/kmod.mk
