-- What paid orders have returned. An order stays CONFIRMED; its reservations are what is still sold.

-- Units returned of each of `skus`; null for an order that has returned nothing, as that of an older instance.
ALTER TABLE orders ADD COLUMN returned integer[];
-- Orders are compared with it by a migration of its own, whose lock lets others write.
ALTER TABLE orders ADD CONSTRAINT orders_returned CHECK (cardinality(returned) = cardinality(skus)) NOT VALID;

-- One row for each return, by the key that it is made once under.
CREATE TABLE returns (
  order_id text COLLATE "C" NOT NULL REFERENCES orders ON DELETE CASCADE,
  number integer NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint text NOT NULL,
  -- "SKU:restocked:written off:not shipped" of each, with blanks between.
  units text NOT NULL,
  returned_at timestamptz NOT NULL,
  PRIMARY KEY (order_id, number),
  UNIQUE (order_id, key)
);

ALTER TABLE outbox DROP CONSTRAINT outbox_type_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_type_check CHECK (
  type IN ('RESERVED', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'EXTENDED', 'LINES_CHANGED', 'RETURNED'));
