// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bench a locker is wired to: an I2C bus (number 1) with expanders, a display and a clock chip, a keypad
 * matrix across gpio-sim lines, and a log of every level the firmware drives, with the kernel's own time.
 * Commands go to /sys/kernel/debug/locker-bench/control, one a line:
 *
 *   pull LABEL LINE 0|1                   moves an input of a gpio-sim chip
 *   matrix LABEL COL,COL,.. ROW,ROW,..    these lines are the keypad; rows have pull-ups, a driven column is low
 *   key ROW COL 0|1                       a key goes up or down (indices into the lists above)
 *   plug ADDR / unplug ADDR               gives a device on the bus its power (it starts from its reset), or takes it
 *   nack ADDR 0|1                         the device keeps its state, but nobody hears it
 *   reset ADDR                            a brown-out
 *   pin ADDR PIN ground|lift|float        the outside of an expander's pin (0-15 = A0-B7)
 *   int ADDR LABEL LINE                   the expander's INT pin is wired to that gpio-sim line
 *   hog LABEL LINE / unhog                a driver of the kernel takes that line, or gives it back
 *   stop-rtc                              the clock chip's oscillator stops
 *   from N                                the log is read from that number on
 */
#include <linux/debugfs.h>
#include <linux/gpio/driver.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "bench.h"
#include "bench-gpio.h"

#define EXPANDERS 7
#define EXPANDER_BASE 0x20
#define LCD_ADDRESS 0x27
#define RTC_ADDRESS 0x68
/* An SSD1306, and after it an SH1106. */
#define OLED_ADDRESS 0x3c
#define OLEDS 2
#define LOG_SIZE 16384
#define KEYS_MAX 4
#define BUS 1

struct entry {
	u64 seq;
	u64 at;
	char where[32];
	unsigned int line;
	int value;
};

static DEFINE_MUTEX(lock);
static DEFINE_SPINLOCK(log_lock);
static struct entry *entries;
static u64 next_seq = 1, from_seq = 1;
static struct mcp23017 expanders[EXPANDERS];
static struct hd44780 lcd;
static struct oled oleds[OLEDS];
static struct ds3231 rtc;
static bool plugged[128], silent[128];
static u64 transfers[128];
static u64 column_writes;
static struct dentry *folder;
static struct gpio_desc *hogged;

static struct {
	char label[32];
	int columns, rows;
	unsigned int column_line[KEYS_MAX], row_line[KEYS_MAX];
	int driven[KEYS_MAX]; /* -1 not an output, else the level */
	u8 down[KEYS_MAX];    /* by row: bit per column */
} matrix;

static void log_at(u64 at, const char *where, unsigned int line, int value)
{
	unsigned long flags;
	struct entry *one;

	spin_lock_irqsave(&log_lock, flags);
	one = &entries[next_seq % LOG_SIZE];
	one->seq = next_seq++;
	one->at = at;
	strscpy(one->where, where, sizeof(one->where));
	one->line = line;
	one->value = value;
	spin_unlock_irqrestore(&log_lock, flags);
}

void bench_log(const char *where, unsigned int line, int value)
{
	log_at(ktime_get_ns(), where, line, value);
}

/* Which rows are low: a pressed key joins its row and its column, and low spreads (three keys ghost a fourth). */
static void settle_matrix(void)
{
	u8 low_columns = 0, low_rows = 0, before;
	int row, column;

	for (column = 0; column < matrix.columns; column++)
		if (matrix.driven[column] == 0)
			low_columns |= BIT(column);
	do {
		before = low_rows;
		for (row = 0; row < matrix.rows; row++)
			if (matrix.down[row] & low_columns)
				low_rows |= BIT(row);
		for (row = 0; row < matrix.rows; row++)
			if (low_rows & BIT(row))
				low_columns |= matrix.down[row];
	} while (low_rows != before);
	for (row = 0; row < matrix.rows; row++)
		bench_gpio_pull(matrix.label, matrix.row_line[row], !(low_rows & BIT(row)));
}

static void saw(const char *label, unsigned int line, int value)
{
	bool is_column = false;
	/* Before anybody is waited for. */
	u64 at = ktime_get_ns();
	int column;

	mutex_lock(&lock);
	if (!strcmp(label, matrix.label))
		for (column = 0; column < matrix.columns; column++)
			if (matrix.column_line[column] == line) {
				is_column = true;
				column_writes++;
				matrix.driven[column] = value;
			}
	/* A keypad that is scanned would fill the log. */
	if (is_column)
		settle_matrix();
	else
		log_at(at, label, line, value);
	mutex_unlock(&lock);
}

static struct mcp23017 *expander(int address)
{
	int index = address - EXPANDER_BASE;

	return index >= 0 && index < EXPANDERS ? &expanders[index] : NULL;
}

static struct oled *oled(int address)
{
	int index = address - OLED_ADDRESS;

	return index >= 0 && index < OLEDS ? &oleds[index] : NULL;
}

static void reset_device(int address)
{
	if (expander(address))
		mcp23017_reset(expander(address));
	else if (address == LCD_ADDRESS)
		hd44780_reset(&lcd);
	else if (oled(address))
		oled_reset(oled(address));
	else if (address == RTC_ADDRESS)
		ds3231_reset(&rtc);
}

static int transfer(struct i2c_msg *message)
{
	int address = message->addr;
	bool reading = message->flags & I2C_M_RD;

	if (address >= 128 || !plugged[address] || silent[address])
		return -ENXIO;
	transfers[address]++;
	if (expander(address) && reading)
		mcp23017_read(expander(address), message->buf, message->len);
	else if (expander(address))
		mcp23017_write(expander(address), message->buf, message->len);
	else if (address == LCD_ADDRESS && reading)
		memset(message->buf, lcd.port, message->len);
	else if (address == LCD_ADDRESS)
		hd44780_write(&lcd, message->buf, message->len);
	else if (oled(address) && !reading)
		oled_write(oled(address), message->buf, message->len);
	else if (address == RTC_ADDRESS && reading)
		ds3231_read(&rtc, message->buf, message->len);
	else if (address == RTC_ADDRESS)
		ds3231_write(&rtc, message->buf, message->len);
	else
		return -ENXIO;
	return 0;
}

static int bench_xfer(struct i2c_adapter *adapter, struct i2c_msg *messages, int count)
{
	int i, error = 0;

	mutex_lock(&lock);
	for (i = 0; i < count && !error; i++)
		error = transfer(&messages[i]);
	mutex_unlock(&lock);
	return error ? error : count;
}

static u32 bench_functionality(struct i2c_adapter *adapter)
{
	return I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL;
}

static const struct i2c_algorithm algorithm = { .master_xfer = bench_xfer, .functionality = bench_functionality };
static struct i2c_adapter adapter = { .owner = THIS_MODULE, .name = "locker bench", .nr = BUS, .algo = &algorithm };

static int lines_of(char *list, unsigned int *lines)
{
	int count = 0;
	char *one;

	while ((one = strsep(&list, ",")) != NULL)
		if (count == KEYS_MAX || kstrtouint(one, 10, &lines[count++]))
			return -EINVAL;
	return count;
}

static int wire_matrix(const char *label, char *columns, char *rows)
{
	int i;

	memset(&matrix, 0, sizeof(matrix));
	matrix.columns = lines_of(columns, matrix.column_line);
	matrix.rows = lines_of(rows, matrix.row_line);
	if (matrix.columns < 1 || matrix.rows < 1) {
		matrix.columns = matrix.rows = 0;
		return -EINVAL;
	}
	for (i = 0; i < KEYS_MAX; i++)
		matrix.driven[i] = -1;
	strscpy(matrix.label, label, sizeof(matrix.label));
	settle_matrix();
	return 0;
}

static int press(unsigned int row, unsigned int column, int down)
{
	if (row >= matrix.rows || column >= matrix.columns)
		return -EINVAL;
	bench_log("key", row * 16 + column, down);
	if (down)
		matrix.down[row] |= BIT(column);
	else
		matrix.down[row] &= ~BIT(column);
	settle_matrix();
	return 0;
}

static int set_pin(struct mcp23017 *chip, unsigned int pin, const char *how)
{
	if (!chip || pin > 15)
		return -EINVAL;
	chip->grounded &= ~BIT(pin);
	chip->lifted &= ~BIT(pin);
	if (!strcmp(how, "ground"))
		chip->grounded |= BIT(pin);
	else if (!strcmp(how, "lift"))
		chip->lifted |= BIT(pin);
	else if (strcmp(how, "float"))
		return -EINVAL;
	bench_log(chip->name, 0x200 + pin, !!(chip->lifted & BIT(pin)));
	if (plugged[EXPANDER_BASE + (chip - expanders)])
		mcp23017_update(chip);
	return 0;
}

static int power(int address, bool on)
{
	if (address < 0 || address >= 128)
		return -EINVAL;
	plugged[address] = on;
	/* Without power every output is off, with it the chip starts from its reset. */
	reset_device(address);
	if (on && expander(address))
		mcp23017_update(expander(address));
	return 0;
}

static int command(char *line)
{
	char word[16] = "", label[32] = "", first[32] = "", second[32] = "";
	int address, value, count;
	unsigned int x, y;
	u64 seq;

	if (sscanf(line, "%15s", word) != 1)
		return 0;
	if (!strcmp(word, "pull") && sscanf(line, "%*s %31s %u %d", label, &x, &value) == 3) {
		bench_log("pull", x, value);
		return bench_gpio_pull(label, x, value);
	}
	if (!strcmp(word, "matrix") && sscanf(line, "%*s %31s %31s %31s", label, first, second) == 3)
		return wire_matrix(label, first, second);
	if (!strcmp(word, "key") && sscanf(line, "%*s %u %u %d", &x, &y, &value) == 3)
		return press(x, y, value);
	if (!strcmp(word, "plug") && sscanf(line, "%*s %i", &address) == 1)
		return power(address, true);
	if (!strcmp(word, "unplug") && sscanf(line, "%*s %i", &address) == 1)
		return power(address, false);
	if (!strcmp(word, "nack") && sscanf(line, "%*s %i %d", &address, &value) == 2 && address >= 0 && address < 128) {
		silent[address] = value;
		return 0;
	}
	if (!strcmp(word, "reset") && sscanf(line, "%*s %i", &address) == 1) {
		reset_device(address);
		if (expander(address))
			mcp23017_update(expander(address));
		return 0;
	}
	if (!strcmp(word, "pin") && sscanf(line, "%*s %i %u %31s", &address, &x, first) == 3)
		return set_pin(expander(address), x, first);
	if (!strcmp(word, "int") && sscanf(line, "%*s %i %31s %u", &address, label, &x) == 3 && expander(address)) {
		struct mcp23017 *chip = expander(address);

		strscpy(chip->int_chip, label, sizeof(chip->int_chip));
		chip->int_line = x;
		chip->has_int = true;
		mcp23017_update(chip);
		return 0;
	}
	if (!strcmp(word, "stop-rtc")) {
		ds3231_stop(&rtc);
		return 0;
	}
	count = sscanf(line, "%*s %llu", &seq);
	if (!strcmp(word, "from") && count == 1) {
		from_seq = seq;
		return 0;
	}
	return -EINVAL;
}

/* Taking a line or giving it back is told to saw(), which takes the lock itself. */
static int hog(const char *line)
{
	char label[32];
	unsigned int x;

	if (sscanf(line, "hog %31s %u", label, &x) == 2 && !hogged) {
		hogged = bench_gpio_take(label, x);
		if (IS_ERR(hogged)) {
			int error = PTR_ERR(hogged);

			hogged = NULL;
			return error;
		}
		return 0;
	}
	if (hogged)
		gpiochip_free_own_desc(hogged);
	hogged = NULL;
	return 0;
}

static ssize_t control_write(struct file *file, const char __user *user, size_t size, loff_t *at)
{
	char *text, *rest, *line;
	int error = 0;

	if (size > PAGE_SIZE)
		return -E2BIG;
	text = memdup_user_nul(user, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	rest = text;
	while (!error && (line = strsep(&rest, "\n")) != NULL) {
		if (strstarts(line, "hog ") || strstarts(line, "unhog")) {
			error = hog(line);
			continue;
		}
		mutex_lock(&lock);
		error = command(line);
		mutex_unlock(&lock);
	}
	kfree(text);
	return error ? error : size;
}

static const struct file_operations control_operations = { .owner = THIS_MODULE, .write = control_write };

/* A line each: number, ns of CLOCK_MONOTONIC, where, line, value. */
static int log_show(struct seq_file *out, void *unused)
{
	u64 seq = max(from_seq, next_seq > LOG_SIZE ? next_seq - LOG_SIZE + 64 : 1);

	for (; seq < READ_ONCE(next_seq); seq++) {
		struct entry *one = &entries[seq % LOG_SIZE];

		seq_printf(out, "%llu %llu %s %u %d\n", one->seq, one->at, one->where, one->line, one->value);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(log);

/* DDRAM (128 bytes, hex), then CGRAM, then "on clears too-early". */
static int lcd_show(struct seq_file *out, void *unused)
{
	mutex_lock(&lock);
	seq_printf(out, "%*phN%*phN\n", 64, lcd.ddram, 64, lcd.ddram + 64);
	seq_printf(out, "%*phN\n", 64, lcd.cgram);
	seq_printf(out, "%d %u %u %d\n", lcd.on, lcd.clears, lcd.too_early, !!(lcd.port & 0x08));
	mutex_unlock(&lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(lcd);

/* Each OLED: 64 rows of 128 dots in hex, the left one first, then "on contrast unknown-commands". */
static int oleds_show(struct seq_file *out, void *unused)
{
	int i, x, y, nibble;

	mutex_lock(&lock);
	for (i = 0; i < OLEDS; i++) {
		for (y = 0; y < 64; y++) {
			for (x = 0; x < 128; x += 4) {
				nibble = oled_dot(&oleds[i], x, y) << 3 | oled_dot(&oleds[i], x + 1, y) << 2 |
					 oled_dot(&oleds[i], x + 2, y) << 1 | oled_dot(&oleds[i], x + 3, y);
				seq_printf(out, "%x", nibble);
			}
			seq_puts(out, "\n");
		}
		seq_printf(out, "%d %u %u\n", oleds[i].on, oleds[i].contrast, oleds[i].unknown);
	}
	mutex_unlock(&lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(oleds);

/* The keypad's columns, left to right: 0 driven, 1 not, -1 no output. */
static int columns_show(struct seq_file *out, void *unused)
{
	int i;

	for (i = 0; i < matrix.columns; i++)
		seq_printf(out, "%d ", READ_ONCE(matrix.driven[i]));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(columns);

/* Expanders: address, registers (hex), transfers so far. */
static int expanders_show(struct seq_file *out, void *unused)
{
	int i;

	mutex_lock(&lock);
	for (i = 0; i < EXPANDERS; i++)
		seq_printf(out, "%x %*phN %llu\n", EXPANDER_BASE + i, 22, expanders[i].regs, transfers[EXPANDER_BASE + i]);
	mutex_unlock(&lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(expanders);

static int __init bench_init(void)
{
	int i, error;

	entries = kvcalloc(LOG_SIZE, sizeof(*entries), GFP_KERNEL);
	if (!entries)
		return -ENOMEM;
	for (i = 0; i < EXPANDERS; i++) {
		snprintf(expanders[i].name, sizeof(expanders[i].name), "x%x", EXPANDER_BASE + i);
		mcp23017_reset(&expanders[i]);
	}
	hd44780_reset(&lcd);
	oleds[1].sh1106 = true;
	for (i = 0; i < OLEDS; i++)
		oled_reset(&oleds[i]);
	ds3231_reset(&rtc);
	error = i2c_add_numbered_adapter(&adapter);
	if (error) {
		kvfree(entries);
		return error;
	}
	bench_gpio_saw = saw;
	folder = debugfs_create_dir("locker-bench", NULL);
	debugfs_create_file("control", 0200, folder, NULL, &control_operations);
	debugfs_create_file("log", 0400, folder, NULL, &log_fops);
	debugfs_create_u64("next", 0400, folder, &next_seq);
	debugfs_create_u64("column-writes", 0400, folder, &column_writes);
	debugfs_create_file("columns", 0400, folder, NULL, &columns_fops);
	debugfs_create_file("lcd", 0400, folder, NULL, &lcd_fops);
	debugfs_create_file("oleds", 0400, folder, NULL, &oleds_fops);
	debugfs_create_file("expanders", 0400, folder, NULL, &expanders_fops);
	return 0;
}
/* Stays until the guest ends. */
module_init(bench_init);

MODULE_DESCRIPTION("The bench of lockerd's tests against a real kernel");
MODULE_LICENSE("GPL");
