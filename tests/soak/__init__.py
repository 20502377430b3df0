"""Long runs with random faults and all features in the traffic; by hand: `make soak`."""
