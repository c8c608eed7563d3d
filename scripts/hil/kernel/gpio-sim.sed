# The kernel's gpio-sim.c, so that the bench hears of each output and can move inputs (see bench-gpio.h).
s|#include "gpiolib.h"|#include "gpiolib.h"\n#include "bench-gpio.h"\n\nvoid (*bench_gpio_saw)(const char *, unsigned int, int);\nEXPORT_SYMBOL_GPL(bench_gpio_saw);\n\nstatic void bench_saw(struct gpio_chip *gc, unsigned int offset, int value)\n{\n\tif (bench_gpio_saw)\n\t\tbench_gpio_saw(gc->label, offset, value);\n}|
/^static void gpio_sim_set(/,/^}/ s|^\tmutex_unlock(&chip->lock);|&\n\tbench_saw(gc, offset, !!value);|
/^static void gpio_sim_set_multiple(/,/^}/ s|^\tmutex_unlock(&chip->lock);|&\n\t{\n\t\tunsigned int line;\n\n\t\tfor_each_set_bit(line, mask, gc->ngpio)\n\t\t\tbench_saw(gc, line, test_bit(line, bits));\n\t}|
/^static int gpio_sim_direction_output(/,/^}/ s|^\tmutex_unlock(&chip->lock);|&\n\tbench_saw(gc, offset, !!value);|
/^static int gpio_sim_direction_input(/,/^}/ s|^\tmutex_unlock(&chip->lock);|&\n\tbench_saw(gc, offset, -1);|
/^static void gpio_sim_free(/,/^}/ s|^\tmutex_unlock(&chip->lock);|&\n\tbench_saw(gc, offset, -1);|
/^MODULE_LICENSE/ i\
static int bench_label_is(struct gpio_chip *gc, void *label)\
{\
	return gc->set == gpio_sim_set && gc->label && !strcmp(gc->label, label);\
}\
\
int bench_gpio_pull(const char *label, unsigned int offset, int value)\
{\
	struct gpio_chip *gc = gpiochip_find((void *)label, bench_label_is);\
\
	if (!gc || offset >= gc->ngpio)\
		return -ENODEV;\
	return gpio_sim_apply_pull(gpiochip_get_data(gc), offset, !!value);\
}\
EXPORT_SYMBOL_GPL(bench_gpio_pull);\
\
struct gpio_desc *bench_gpio_take(const char *label, unsigned int offset)\
{\
	struct gpio_chip *gc = gpiochip_find((void *)label, bench_label_is);\
\
	if (!gc || offset >= gc->ngpio)\
		return ERR_PTR(-ENODEV);\
	return gpiochip_request_own_desc(gc, offset, "some-driver", GPIO_LOOKUP_FLAGS_DEFAULT, GPIOD_ASIS);\
}\
EXPORT_SYMBOL_GPL(bench_gpio_take);\

