"""Whether a place is in order: what `teahouse doctor` looks at."""
