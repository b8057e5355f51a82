"""What is known of platforms."""
