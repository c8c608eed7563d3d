// SPDX-License-Identifier: GPL-2.0-only
/*
 * OLED of 128x64: SSD1306 (rev. 1.5, table 9) or SH1106 (V2.3), whose memory has 132 columns. A control byte comes
 * first in each transfer: Co = 0x80 one byte follows it, D/C = 0x40 data for the memory. Commands that it does not
 * know are counted.
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include "bench.h"

static int arguments(const struct oled *oled, u8 command)
{
	switch (command) {
	case 0x21:
	case 0x22:
		return oled->sh1106 ? 0 : 2;
	case 0x20:
	case 0x8d:
		return oled->sh1106 ? 0 : 1;
	case 0xad:
		return oled->sh1106 ? 1 : 0;
	case 0x81:
	case 0xa8:
	case 0xd3:
	case 0xd5:
	case 0xd9:
	case 0xda:
	case 0xdb:
		return 1;
	default:
		return 0;
	}
}

void oled_reset(struct oled *oled)
{
	bool sh1106 = oled->sh1106;
	int i;

	memset(oled, 0, sizeof(*oled));
	oled->sh1106 = sh1106;
	oled->contrast = sh1106 ? 0x80 : 0x7f;
	oled->mode = 2;
	/* Nobody knows what is in the memory. */
	for (i = 0; i < sizeof(oled->memory); i++)
		((u8 *)oled->memory)[i] = i * 101;
}

static void execute(struct oled *oled, u8 command, u8 argument)
{
	if (command <= 0x0f)
		oled->column = (oled->column & 0xf0) | command;
	else if (command <= 0x1f)
		oled->column = (oled->column & 0x0f) | (command & 0x0f) << 4;
	else if (command == 0x20 && !oled->sh1106)
		oled->mode = argument & 3;
	else if (command >= 0x40 && command <= 0x7f)
		oled->start = command & 0x3f;
	else if (command == 0x81)
		oled->contrast = argument;
	else if (command == 0x8d && !oled->sh1106)
		oled->pump = argument == 0x14;
	else if (command == 0xad && oled->sh1106)
		oled->pump = argument == 0x8b;
	else if ((command & 0xfe) == 0xa0)
		oled->flip_x = command & 1;
	else if ((command & 0xfe) == 0xae)
		oled->on = command & 1;
	else if ((command & 0xf8) == 0xb0)
		oled->page = command & 7;
	else if (command == 0xc0 || command == 0xc8)
		oled->flip_y = command & 8;
	else if (command == 0xd3)
		oled->offset = argument & 0x3f;
	else if (!(command == 0xa4 || command == 0xa6 || command == 0xa8 || command == 0xd5 || command == 0xd9 ||
		   command == 0xda || command == 0xdb || command == 0xe3 ||
		   (oled->sh1106 && command >= 0x30 && command <= 0x33)))
		oled->unknown++;
}

static void take_command(struct oled *oled, u8 byte)
{
	oled->pending[oled->waiting++] = byte;
	if (oled->waiting <= arguments(oled, oled->pending[0]))
		return;
	oled->waiting = 0;
	execute(oled, oled->pending[0], oled->pending[1]);
}

static void take_data(struct oled *oled, u8 byte)
{
	int columns = oled->sh1106 ? 132 : 128;

	if (oled->column < columns)
		oled->memory[oled->page][oled->column++] = byte;
	if (oled->column < columns || oled->sh1106)
		return;
	oled->column = 0;
	if (oled->mode != 2)
		oled->page = (oled->page + 1) & 7;
}

void oled_write(struct oled *oled, const u8 *bytes, int length)
{
	int i = 0, end;

	while (i < length) {
		u8 control = bytes[i++];

		end = control & 0x80 ? min(i + 1, length) : length;
		for (; i < end; i++) {
			if (control & 0x40)
				take_data(oled, bytes[i]);
			else
				take_command(oled, bytes[i]);
		}
	}
}

/* Is the dot lit, on a module that is mounted the right way up (segments and commons in the remapped order)? */
bool oled_dot(const struct oled *oled, int x, int y)
{
	int columns = oled->sh1106 ? 132 : 128, first = (columns - 128) / 2;
	int column = oled->flip_x ? x + first : columns - 1 - x - first;
	int line = ((oled->flip_y ? y : 63 - y) + oled->start + oled->offset) & 63;

	return oled->on && oled->pump && (oled->memory[line >> 3][column] >> (line & 7)) & 1;
}
