-- The revision of what a client describes of a product, and how far and how often its orders may be extended.
ALTER TABLE products
  ADD COLUMN revision bigint NOT NULL DEFAULT 1,
  -- No value: as long as the service allows, and as often as it is asked for.
  ADD COLUMN reservation_time_max_ms bigint CHECK (reservation_time_max_ms > 0),
  ADD COLUMN extensions_max integer CHECK (extensions_max >= 0);
-- How often the deadline of an order was moved by extending it.
ALTER TABLE orders ADD COLUMN extensions integer NOT NULL DEFAULT 0;
