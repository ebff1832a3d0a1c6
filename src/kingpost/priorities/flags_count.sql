SELECT count(*) FROM shown
