"""What is timed. Each program prints one JSON object."""
