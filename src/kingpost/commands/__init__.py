"""What ``kingpost`` can be told to do: one file per command. ``cli.py`` lists them."""
