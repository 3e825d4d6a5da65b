"""The pure kernel: a routine, its calendar and the plan that follows from the facts. No I/O but the loader, no clock, no database."""
