"""The files of deploy/: run where that is possible, else held against what they name."""
