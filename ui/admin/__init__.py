"""Administration: staff, counters, the office and its rules, devices, backups."""
