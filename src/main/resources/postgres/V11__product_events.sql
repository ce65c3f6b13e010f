-- Notifications: thresholds of products, the band that each watched product's stock is in, and the events of its crossings.

ALTER TABLE products
  ADD COLUMN low_stock integer CHECK (low_stock >= 0),
  ADD COLUMN recovered_stock integer,
  ADD COLUMN back_in_stock integer,
  ADD CONSTRAINT products_thresholds CHECK (
    num_nulls(low_stock, recovered_stock, back_in_stock) = 3
    OR num_nulls(low_stock, recovered_stock, back_in_stock) = 0
      AND recovered_stock > low_stock AND back_in_stock BETWEEN 1 AND recovered_stock);

-- The products that are watched: with thresholds, and with a shortfall. No index has a column that an order changes.
CREATE INDEX products_watched ON products (sku) WHERE low_stock IS NOT NULL;
CREATE INDEX stock_short ON stock (sku) WHERE shortfall > 0;

-- No row: in stock, nothing missing, no crossing so far.
CREATE TABLE product_bands (
  sku text COLLATE "C" PRIMARY KEY,
  band text NOT NULL CHECK (band IN ('IN_STOCK', 'LOW', 'SOLD_OUT')),
  short boolean NOT NULL,
  -- The number of the last crossing.
  sequence bigint NOT NULL
);

-- One row: the last position, and up to which one events were trimmed. Its lock is held from before a crossing is found until its
-- event is committed, so one instance at a time finds crossings, and positions become visible in their order.
CREATE TABLE product_event_log (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  last_pos bigint NOT NULL DEFAULT 0,
  trimmed_pos bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO product_event_log DEFAULT VALUES;

CREATE TABLE product_events (
  pos bigint PRIMARY KEY,
  sku text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  type text NOT NULL,
  available bigint NOT NULL,
  shortfall bigint NOT NULL,
  occurred_at timestamptz NOT NULL
);
