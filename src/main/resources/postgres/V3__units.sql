-- The free units of products that are sold by the unit (postgres-skip-locked): one row each. A take deletes the rows that no
-- other transaction has locked, and units that come back are new rows, so buyers do not wait for each other's row.
-- What is reserved and sold of such a product is what its reservations add up to; its row in stock has no counters of them.

ALTER TABLE stock ADD COLUMN by_unit boolean NOT NULL DEFAULT false;
ALTER TABLE stock DROP CONSTRAINT stock_conserved;
ALTER TABLE stock ADD CONSTRAINT stock_conserved CHECK (
  CASE WHEN by_unit THEN available = 0 AND reserved = 0 AND sold = 0
    ELSE supplied + shortfall = available + reserved + sold END);

CREATE TABLE units (
  sku text COLLATE "C" NOT NULL,
  unit bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (sku, unit)
) WITH (
  -- Every take leaves dead rows at the beginning of its product's part of the index.
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0
);
