// SPDX-License-Identifier: GPL-2.0-only
/* MCP23017: the registers a driver meets, BANK = 0, address counter running on. */
#include <linux/string.h>
#include "bench.h"
#include "bench-gpio.h"

enum { IODIR = 0x00, IPOL = 0x02, GPINTEN = 0x04, DEFVAL = 0x06, INTCON = 0x08, IOCON = 0x0a,
       GPPU = 0x0c, INTF = 0x0e, INTCAP = 0x10, GPIO = 0x12, OLAT = 0x14 };
#define SEQOP 0x20
#define MIRROR 0x40
#define INTPOL 0x02

static u16 word(struct mcp23017 *chip, int reg)
{
	return chip->regs[reg] | chip->regs[reg + 1] << 8;
}

static void set_word(struct mcp23017 *chip, int reg, u16 value)
{
	chip->regs[reg] = value & 0xff;
	chip->regs[reg + 1] = value >> 8;
}

/* Levels at the pins. An input nobody drives follows its pull-up, and is low without one. */
static u16 levels(struct mcp23017 *chip)
{
	u16 inputs = word(chip, IODIR);
	u16 outside = (word(chip, GPPU) | chip->lifted) & ~chip->grounded;

	return (inputs & outside) | (~inputs & word(chip, OLAT));
}

static void drive_interrupt(struct mcp23017 *chip)
{
	int asserted = word(chip, INTF) != 0;

	if (chip->has_int)
		bench_gpio_pull(chip->int_chip, chip->int_line, asserted == !!(chip->regs[IOCON] & INTPOL));
}

static void log_outputs(struct mcp23017 *chip)
{
	u16 driven = ~word(chip, IODIR) & word(chip, OLAT);
	u16 changed = driven ^ chip->driven;
	int pin;

	chip->driven = driven;
	for (pin = 0; pin < 16; pin++)
		if (changed & BIT(pin))
			bench_log(chip->name, pin, !!(driven & BIT(pin)));
}

void mcp23017_update(struct mcp23017 *chip)
{
	u16 now = levels(chip);
	u16 enabled = word(chip, GPINTEN) & word(chip, IODIR);
	u16 against = (word(chip, INTCON) & word(chip, DEFVAL)) | (~word(chip, INTCON) & chip->last);
	u16 hits = (now ^ against) & enabled;

	chip->last = now;
	log_outputs(chip);
	if (hits && !word(chip, INTF)) {
		set_word(chip, INTF, hits);
		set_word(chip, INTCAP, now ^ word(chip, IPOL));
	}
	drive_interrupt(chip);
}

void mcp23017_reset(struct mcp23017 *chip)
{
	memset(chip->regs, 0, sizeof(chip->regs));
	set_word(chip, IODIR, 0xffff);
	chip->pointer = 0;
	chip->last = levels(chip);
	log_outputs(chip);
	drive_interrupt(chip);
}

static void advance(struct mcp23017 *chip)
{
	if (chip->regs[IOCON] & SEQOP)
		chip->pointer ^= 1;
	else
		chip->pointer = (chip->pointer + 1) % sizeof(chip->regs);
}

void mcp23017_write(struct mcp23017 *chip, const u8 *bytes, int length)
{
	int i;

	if (length < 1)
		return;
	chip->pointer = bytes[0] % sizeof(chip->regs);
	for (i = 1; i < length; i++) {
		int reg = chip->pointer;

		if (reg >= GPIO && reg < OLAT)
			reg += OLAT - GPIO;
		bench_log(chip->name, 0x100 + reg, bytes[i]);
		if (reg < INTF || reg >= OLAT)
			chip->regs[reg] = bytes[i];
		if ((reg & ~1) == IOCON)
			set_word(chip, IOCON, bytes[i] | bytes[i] << 8);
		advance(chip);
		/* Each byte takes effect when it is acknowledged. */
		mcp23017_update(chip);
	}
}

void mcp23017_read(struct mcp23017 *chip, u8 *bytes, int length)
{
	int i;

	for (i = 0; i < length; i++) {
		int reg = chip->pointer;

		if (reg >= GPIO && reg < OLAT)
			set_word(chip, GPIO, levels(chip) ^ (word(chip, IPOL) & word(chip, IODIR)));
		bytes[i] = chip->regs[reg];
		/* Reading INTCAP or GPIO of a port ends its interrupt. */
		if (reg >= INTCAP && reg < OLAT && chip->regs[INTF + (reg & 1)]) {
			chip->regs[INTF + (reg & 1)] = 0;
			mcp23017_update(chip);
		}
		advance(chip);
	}
}
