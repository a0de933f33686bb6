"""What is planned on: inputs read and joined into one study."""
