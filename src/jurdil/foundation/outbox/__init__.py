"""Messages that a verb queues in its own transaction and that leave afterwards: print, e-mail, SMS."""
