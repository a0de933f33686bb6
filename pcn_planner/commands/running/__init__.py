"""What surrounds every command: progress, interrupts, failures, what is printed."""
