"""What the doctor finds, and what it leaves in peace."""
