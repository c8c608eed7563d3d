// SPDX-License-Identifier: GPL-2.0-only
/*
 * HD44780 behind a PCF8574: P0 RS, P1 RW, P2 E, P3 backlight, P4-P7 D4-D7. An instruction is taken when E falls.
 * It counts instructions that come before the one under way is done (37 us; clear and home 1.52 ms).
 */
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "bench.h"

#define RS 0x01
#define RW 0x02
#define E 0x04
/* A byte on a bus of 100 kHz: eight bits and the acknowledgement. */
#define BYTE_NS 90000

void hd44780_reset(struct hd44780 *lcd)
{
	memset(lcd, 0, sizeof(*lcd));
	memset(lcd->ddram, ' ', sizeof(lcd->ddram));
	/* After power-on the chip is busy for 15 ms at least. */
	lcd->ready_at = ktime_get_ns() + 15000000;
}

static void step(struct hd44780 *lcd)
{
	if (lcd->in_cgram) {
		lcd->address = (lcd->address + (lcd->decrement ? 0x3f : 1)) & 0x3f;
		return;
	}
	if (lcd->decrement)
		lcd->address = lcd->address == 0x40 ? 0x27 : lcd->address ? lcd->address - 1 : 0x67;
	else
		lcd->address = lcd->address == 0x27 ? 0x40 : lcd->address == 0x67 ? 0 : lcd->address + 1;
}

static void execute(struct hd44780 *lcd, u8 value, bool data)
{
	s64 now = lcd->bus_time;

	if (now < lcd->ready_at)
		lcd->too_early++;
	lcd->ready_at = now + 37000;
	if (data) {
		if (lcd->in_cgram)
			lcd->cgram[lcd->address & 0x3f] = value & 0x1f;
		else
			lcd->ddram[lcd->address & 0x7f] = value;
		step(lcd);
	} else if (value & 0x80) {
		lcd->in_cgram = false;
		lcd->address = value & 0x7f;
	} else if (value & 0x40) {
		lcd->in_cgram = true;
		lcd->address = value & 0x3f;
	} else if (value & 0x20) {
		lcd->four_bit = !(value & 0x10);
		lcd->two_lines = value & 0x08;
	} else if (value & 0x08) {
		lcd->on = value & 0x04;
	} else if (value & 0x04) {
		lcd->decrement = !(value & 0x02);
	} else if (value & 0x03) {
		if (value & 0x01) {
			memset(lcd->ddram, ' ', sizeof(lcd->ddram));
			lcd->decrement = false;
			lcd->clears++;
		}
		lcd->in_cgram = false;
		lcd->address = 0;
		lcd->ready_at = now + 1520000;
	}
}

static void latch(struct hd44780 *lcd, u8 port)
{
	u8 nibble = port >> 4;
	bool data = port & RS;

	if (port & RW)
		return;
	if (!lcd->four_bit) {
		execute(lcd, nibble << 4, data);
		lcd->second = false;
	} else if (!lcd->second) {
		lcd->high = nibble;
		lcd->second = true;
	} else {
		lcd->second = false;
		execute(lcd, lcd->high << 4 | nibble, data);
	}
}

void hd44780_write(struct hd44780 *lcd, const u8 *bytes, int length)
{
	int i;

	/* The address comes first. */
	lcd->bus_time = max_t(s64, lcd->bus_time, ktime_get_ns()) + BYTE_NS;
	for (i = 0; i < length; i++) {
		lcd->bus_time += BYTE_NS;
		if ((lcd->port & E) && !(bytes[i] & E))
			latch(lcd, lcd->port);
		lcd->port = bytes[i];
	}
}
