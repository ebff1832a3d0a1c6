"""What a meeting, a day and the months teach: the brief before a meeting, the end of the day. Read from the picture, never stored."""
