"""What shows that rights hold: tables written by hand, secrets that are nowhere, horrors, and fuzzing."""
