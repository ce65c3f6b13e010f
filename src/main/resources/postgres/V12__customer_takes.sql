-- How often customers have made new reservations of a product lately, where the product limits that.

ALTER TABLE products
  ADD COLUMN new_reservations_max integer CHECK (new_reservations_max > 0),
  ADD COLUMN new_reservations_time_ms bigint CHECK (new_reservations_time_ms > 0),
  ADD CONSTRAINT products_rate CHECK (num_nulls(new_reservations_max, new_reservations_time_ms) <> 1);

CREATE TABLE customer_takes (
  sku text COLLATE "C" NOT NULL,
  customer text COLLATE "C" NOT NULL,
  -- When they were made, the oldest first. Those whose time has passed go with the next one.
  taken timestamptz[] NOT NULL,
  -- When the time of the last one has passed: the row says nothing then, and the sweeper removes it.
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (sku, customer)
);
CREATE INDEX customer_takes_ended ON customer_takes (ends_at);
