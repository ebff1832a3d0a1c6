-- Versions are written once and read often: up to a block they stay in one piece and uncompressed. (Compressing took a quarter of the time
-- of landing a page and saved a tenth of the space.)
ALTER TABLE version SET (toast_tuple_target = 8160)
