"""The tests of Teahouse; the folders mirror the sources."""
