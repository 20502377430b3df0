"""What a house of any size costs: a model of measured constants, a simulator, and the runs that both are held against."""
