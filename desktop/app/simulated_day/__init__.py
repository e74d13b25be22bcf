"""A whole day at Quito, played by the keyboard in the real windows.

Reception, three counters, the supervisor and the television are windows of one process over one
encrypted database; the clock is the day's. The same play is the journey test of the queue, and
what ``make run`` does where there is no screen.
"""
