"""What is heard in a message, part by part."""
