"""What is done beside a message's way, after it is committed: files' records, previews of links, pushes."""
