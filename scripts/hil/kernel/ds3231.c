// SPDX-License-Identifier: GPL-2.0-only
/* DS3231: a clock that runs, with its oscillator-stop flag. */
#include <linux/bcd.h>
#include <linux/ktime.h>
#include <linux/string.h>
#include <linux/time.h>
#include "bench.h"

#define STATUS 0x0f
#define OSF 0x80
#define CENTURY 0x80
#define TWELVE 0x40
#define PM 0x20

void ds3231_reset(struct ds3231 *rtc)
{
	memset(rtc, 0, sizeof(*rtc));
	rtc->regs[0x0e] = 0x1c;
	rtc->regs[STATUS] = 0x88;
	rtc->base = mktime64(2000, 1, 1, 0, 0, 0);
	rtc->set_at = ktime_get_ns();
}

static s64 now(struct ds3231 *rtc)
{
	return rtc->stopped ? rtc->base : rtc->base + div_s64(ktime_get_ns() - rtc->set_at, NSEC_PER_SEC);
}

void ds3231_stop(struct ds3231 *rtc)
{
	rtc->base = now(rtc);
	rtc->stopped = true;
	rtc->regs[STATUS] |= OSF;
}

static u8 hours(struct ds3231 *rtc, int hour)
{
	if (!rtc->twelve)
		return bin2bcd(hour);
	return TWELVE | (hour >= 12 ? PM : 0) | bin2bcd(hour % 12 ? hour % 12 : 12);
}

static void show(struct ds3231 *rtc)
{
	struct tm tm;

	time64_to_tm(now(rtc), 0, &tm);
	rtc->regs[0] = bin2bcd(tm.tm_sec);
	rtc->regs[1] = bin2bcd(tm.tm_min);
	rtc->regs[2] = hours(rtc, tm.tm_hour);
	rtc->regs[3] = tm.tm_wday + 1;
	rtc->regs[4] = bin2bcd(tm.tm_mday);
	rtc->regs[5] = bin2bcd(tm.tm_mon + 1) | (tm.tm_year >= 200 ? CENTURY : 0);
	rtc->regs[6] = bin2bcd((unsigned int)tm.tm_year % 100);
}

static void set(struct ds3231 *rtc)
{
	u8 *regs = rtc->regs;
	int hour = bcd2bin(regs[2] & 0x3f);
	int year = 1900 + bcd2bin(regs[6]) + (regs[5] & CENTURY ? 200 : 100);

	rtc->twelve = regs[2] & TWELVE;
	if (rtc->twelve)
		hour = bcd2bin(regs[2] & 0x1f) % 12 + (regs[2] & PM ? 12 : 0);
	rtc->base = mktime64(year, bcd2bin(regs[5] & 0x1f), bcd2bin(regs[4]), hour, bcd2bin(regs[1]), bcd2bin(regs[0]));
	rtc->set_at = ktime_get_ns();
	rtc->stopped = false;
}

void ds3231_write(struct ds3231 *rtc, const u8 *bytes, int length)
{
	bool clock_written = false;
	int i;

	if (length < 1)
		return;
	rtc->pointer = bytes[0] % sizeof(rtc->regs);
	/* Reading or writing starts from the time as it is now. */
	show(rtc);
	for (i = 1; i < length; i++) {
		u8 value = bytes[i];

		/* OSF can only be cleared. */
		if (rtc->pointer == STATUS)
			value = (value & ~OSF) | (value & rtc->regs[STATUS] & OSF);
		if (rtc->pointer < 7)
			clock_written = true;
		rtc->regs[rtc->pointer] = value;
		rtc->pointer = (rtc->pointer + 1) % sizeof(rtc->regs);
	}
	if (clock_written)
		set(rtc);
}

void ds3231_read(struct ds3231 *rtc, u8 *bytes, int length)
{
	int i;

	show(rtc);
	for (i = 0; i < length; i++) {
		bytes[i] = rtc->regs[rtc->pointer];
		rtc->pointer = (rtc->pointer + 1) % sizeof(rtc->regs);
	}
}
