"""A labelled stream of raw events, played through the real pipeline with a controlled clock and scored strictly (``python -m bench.stream``)."""
