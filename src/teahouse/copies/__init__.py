"""Copies of a whole place: into an archive and out of it, and from one database into another.

One reader and one writer of rows for each database; what lies between them is an archive
(`backup`, `restore`) or nothing (`migrate`). A copy is checked by checksums that are the
same on both databases; see `sums`.
"""
