/* SPDX-License-Identifier: GPL-2.0-only */
/* What gpio-sim was given for the bench: a view of its outputs, and a hand on its inputs. */
#ifndef BENCH_GPIO_H
#define BENCH_GPIO_H

/* Called after each write to an output: 0 or 1; -1 when the line became an input or was given back. */
extern void (*bench_gpio_saw)(const char *label, unsigned int offset, int value);
/* As if `pull` of that line had been written. */
int bench_gpio_pull(const char *label, unsigned int offset, int value);
/* The line is busy: a driver of the kernel has it. */
struct gpio_desc *bench_gpio_take(const char *label, unsigned int offset);

#endif
