"""SQLite for many writers: Django's backend with one kernel lock around each write transaction."""
