-- The ledger of each product: what changed its stock besides orders. An entry is written in the transaction that books it, behind the
-- update of the product's row of stock, whose lock is held until the commit: so the positions of a product are in its order.
CREATE TABLE movements (
  sku text COLLATE "C" NOT NULL,
  pos bigint GENERATED ALWAYS AS IDENTITY,
  kind text COLLATE "C" NOT NULL,
  units bigint NOT NULL,
  -- How many units were supplied after it.
  supplied bigint,
  reason text NOT NULL,
  id text COLLATE "C" NOT NULL,
  moved_at timestamptz NOT NULL,
  PRIMARY KEY (sku, pos)
);
-- What is old enough to be forgotten.
CREATE INDEX movements_moved ON movements (moved_at);

-- Searches, the latest first. An order that names neither is in neither index.
CREATE INDEX orders_reference ON orders (reference, created_at DESC, id) WHERE reference <> '';
CREATE INDEX orders_customer ON orders (customer, created_at DESC, id) WHERE customer <> '';
