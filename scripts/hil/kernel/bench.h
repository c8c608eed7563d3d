/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_H
#define BENCH_H

#include <linux/i2c.h>
#include <linux/types.h>

/* Adds a line to the log: what happened where, with the time of CLOCK_MONOTONIC. */
void bench_log(const char *where, unsigned int line, int value);

/* MCP23017, a GPIO expander (data sheet DS20001952), BANK = 0. */
struct mcp23017 {
	char name[8]; /* x20 .. x26 */
	u8 regs[0x16];
	u8 pointer;
	u16 grounded; /* pins the outside pulls to ground */
	u16 lifted;   /* pins the outside pulls to the supply */
	u16 last;     /* pin levels of the last comparison, for interrupts */
	u16 driven;   /* outputs that are high just now */
	char int_chip[32];
	unsigned int int_line;
	bool has_int;
};
void mcp23017_reset(struct mcp23017 *chip);
void mcp23017_write(struct mcp23017 *chip, const u8 *bytes, int length);
void mcp23017_read(struct mcp23017 *chip, u8 *bytes, int length);
/* The outside has changed: interrupts. */
void mcp23017_update(struct mcp23017 *chip);

/* HD44780, a text display (data sheet ADE-207-272), behind a PCF8574. */
struct hd44780 {
	u8 port;       /* what the PCF8574 drives */
	bool four_bit; /* interface width */
	bool second;   /* the low nibble comes next */
	u8 high;
	u8 ddram[0x80];
	u8 cgram[0x40];
	u8 address;
	bool in_cgram;
	bool on;
	bool two_lines;
	bool decrement;
	s64 bus_time;  /* ns, when the last byte was over: the bus takes its time */
	s64 ready_at;  /* ns, when the instruction under way is done */
	unsigned int too_early; /* instructions sent before that */
	unsigned int clears;
};
void hd44780_reset(struct hd44780 *lcd);
void hd44780_write(struct hd44780 *lcd, const u8 *bytes, int length);

/* OLED of 128x64 with SSD1306 or SH1106. */
struct oled {
	bool sh1106;
	u8 memory[8][132];
	u8 page, column;
	u8 mode; /* 2 = by pages */
	u8 pending[4];
	u8 waiting; /* bytes of a command so far */
	bool on, pump, flip_x, flip_y;
	u8 start, offset, contrast;
	unsigned int unknown; /* commands it does not know */
};
void oled_reset(struct oled *oled);
void oled_write(struct oled *oled, const u8 *bytes, int length);
bool oled_dot(const struct oled *oled, int x, int y);

/* DS3231, a clock chip (data sheet 19-5170). */
struct ds3231 {
	u8 regs[0x13];
	u8 pointer;
	s64 base;    /* s since 1970 when it was set */
	s64 set_at;  /* ns, when it was set */
	bool stopped;
	bool twelve; /* 12 h mode */
};
void ds3231_reset(struct ds3231 *rtc);
void ds3231_stop(struct ds3231 *rtc);
void ds3231_write(struct ds3231 *rtc, const u8 *bytes, int length);
void ds3231_read(struct ds3231 *rtc, u8 *bytes, int length);

#endif
