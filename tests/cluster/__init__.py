"""What is done on one node is seen on another."""
