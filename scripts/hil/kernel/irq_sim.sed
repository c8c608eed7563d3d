# irq_to_desc() is not exported to modules.
s|irq_to_desc(irqnum)|irq_data_to_desc(irq_get_irq_data(irqnum))|
s|irq_to_desc(\([a-z]*\))|irq_data_to_desc(irq_get_irq_data(\1))|
