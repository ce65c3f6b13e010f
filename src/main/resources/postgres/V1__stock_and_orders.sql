-- Products, their stock, and the orders that hold it. One transaction is one step, so there is no claim and no tombstone.
-- Keys compare by bytes (COLLATE "C"): the order of SKUs in which Java sorts a basket is that in which rows are locked.
-- No foreign key leads to products or stock: its KEY SHARE lock would conflict with FOR UPDATE on a hot row.

CREATE TABLE products (
  sku text COLLATE "C" PRIMARY KEY CHECK (sku ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  name text NOT NULL,
  strategy text NOT NULL,
  reservation_time_ms bigint NOT NULL CHECK (reservation_time_ms > 0),
  max_per_order integer CHECK (max_per_order > 0),
  max_per_customer integer CHECK (max_per_customer > 0)
);

-- Where each supplied unit is. The constraints are the last line of defence: strategies do not rely on them.
-- A shortfall is units that were promised and do not exist. Units that come back or are supplied fill it first.
CREATE TABLE stock (
  sku text COLLATE "C" PRIMARY KEY,
  -- A take names the epoch that its product was bound under; a change of the product's strategy begins the next one.
  epoch bigint NOT NULL DEFAULT 1,
  supplied bigint NOT NULL DEFAULT 0 CONSTRAINT stock_supplied CHECK (supplied >= 0),
  available bigint NOT NULL DEFAULT 0 CONSTRAINT stock_available CHECK (available >= 0),
  reserved bigint NOT NULL DEFAULT 0 CONSTRAINT stock_reserved CHECK (reserved >= 0),
  sold bigint NOT NULL DEFAULT 0 CONSTRAINT stock_sold CHECK (sold >= 0),
  shortfall bigint NOT NULL DEFAULT 0 CONSTRAINT stock_shortfall CHECK (shortfall >= 0),
  -- Units among those sold whose orders were forgotten: no reservation tells of them any more.
  sold_forgotten bigint NOT NULL DEFAULT 0 CHECK (sold_forgotten >= 0),
  -- Every writer of this row raises it.
  version bigint NOT NULL DEFAULT 1,
  CONSTRAINT stock_conserved CHECK (supplied + shortfall = available + reserved + sold)
) WITH (
  -- No index has a column that an order changes, so its update stays on the page (HOT) while that has room.
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0
);

CREATE TABLE orders (
  id text COLLATE "C" PRIMARY KEY,
  fingerprint text NOT NULL,
  status text NOT NULL CHECK (status IN ('RESERVED', 'CONFIRMED', 'CANCELLED', 'EXPIRED')),
  skus text[] COLLATE "C" NOT NULL,
  quantities integer[] NOT NULL,
  reference text NOT NULL,
  customer text NOT NULL,
  version bigint NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- When the sweeper looks at it: its deadline, or later where an attempt to expire it failed.
  due_at timestamptz NOT NULL,
  CHECK (cardinality(skus) > 0 AND cardinality(skus) = cardinality(quantities))
);
-- What is due.
CREATE INDEX orders_due ON orders (due_at) WHERE status = 'RESERVED';
-- The listing by time of change, and what is old enough to be forgotten.
CREATE INDEX orders_listing ON orders (updated_at, id);

-- What an order holds: R reserved, S sold. What is given back has no row.
CREATE TABLE reservations (
  order_id text COLLATE "C" NOT NULL,
  sku text COLLATE "C" NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  state "char" NOT NULL CHECK (state IN ('R', 'S')),
  -- The customer for whom these units are counted; empty for none.
  customer text COLLATE "C" NOT NULL,
  PRIMARY KEY (order_id, sku)
);
-- A product's reservations. A change of state touches no index.
CREATE INDEX reservations_sku ON reservations (sku);

-- How many units of a product a customer has, reserved and sold, where the product limits it. No row means none.
CREATE TABLE customer_units (
  sku text COLLATE "C" NOT NULL,
  customer text COLLATE "C" NOT NULL,
  units bigint NOT NULL,
  PRIMARY KEY (sku, customer)
);

-- Stock adjustments: a signed delta with an id of its own, applied once.
CREATE TABLE adjustments (
  sku text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  delta bigint NOT NULL CHECK (delta <> 0),
  reason text NOT NULL,
  applied_at timestamptz NOT NULL,
  PRIMARY KEY (sku, id)
);
CREATE INDEX adjustments_applied ON adjustments (applied_at);

-- Reconciliations that were applied, and why.
CREATE TABLE reconciliations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  applied_at timestamptz NOT NULL,
  before text NOT NULL,
  after text NOT NULL,
  repairs text NOT NULL,
  left_over text NOT NULL
);
