-- Units that a reconciliation found to be promised twice. They were kept as a shortfall, which a stock count alone books from now on.
ALTER TABLE stock ADD COLUMN oversold bigint NOT NULL DEFAULT 0 CONSTRAINT stock_oversold CHECK (oversold >= 0);
ALTER TABLE stock DROP CONSTRAINT stock_conserved;
UPDATE stock SET oversold = shortfall, shortfall = 0, version = version + 1 WHERE shortfall > 0;
ALTER TABLE stock ADD CONSTRAINT stock_conserved CHECK (
  CASE WHEN by_unit THEN available = 0 AND reserved = 0 AND sold = 0
    ELSE supplied + shortfall + oversold = available + reserved + sold END);

-- A stock count is an adjustment with the numbers of its count; a difference of 0 is remembered, too.
ALTER TABLE adjustments ADD COLUMN expected bigint, ADD COLUMN counted bigint;
ALTER TABLE adjustments DROP CONSTRAINT adjustments_delta_check;
ALTER TABLE adjustments ADD CONSTRAINT adjustments_delta_check CHECK (
  CASE WHEN expected IS NULL THEN counted IS NULL AND delta <> 0 ELSE delta = counted - expected END);
